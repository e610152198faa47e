// Package bot is the conversation: it decides what a resident's message causes
// (Engine), carries out what staff do (Staff, Room), delivers what is to be said
// (Sender) and does what is due by the clock (Schedule).
//
// The way of one message: a face takes it in; Worker leases it; Engine.Decide, or Room
// for a staff room, returns a desk.Turn and writes nothing; the store commits the turn
// whole; Sender delivers its outbox rows until it succeeds.
package bot
