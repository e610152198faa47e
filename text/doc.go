// Package text makes what a person typed comparable: one script, one width, one case, no invisible characters.
//
// Everything here is pure and deterministic. Nothing in it knows what a question or an answer is.
package text
