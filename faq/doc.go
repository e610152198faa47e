// Package faq finds the approved answer to what a resident asked, and says how sure it is.
//
// The way of a question: candidates (bleve proposes phrases) -> rank (our own similarity and classifier, per entry) ->
// calibrate (a confidence that means something) -> decide (answer, offer choices or refuse, by stated costs).
// Each step is a file of that name. What is learned is learned in Build, from the entries alone; an Index never changes.
package faq
