package desk

// Edits is what people changed on the pages and is in force: it goes before what the
// content folder says.
type Edits struct {
	Revision int64 // moves when any of it does
	Entries  []EntryVersion
}
