package faq

// Entry is one standard question with its approved answer.
type Entry struct {
	ID       string // e.g. "fee-pay-methods"; unique
	Category string // of the file it stands in, e.g. "客户服务与缴费"
	Kind     string // info, service, repair, complaint or emergency
	Audience string // all, owner or tenant

	Question   string // the standard question, shown to residents as a choice
	Answer     string // the standard answer; may hold {placeholders}, see Fill
	FirstSteps string // what to do before anyone comes; "" when there is nothing useful to do
	Law        []string
	Order      *OrderHint // what kind of work order this leads to; nil when it leads to none
	Approved   string     // the day the answer was approved, 2006-01-02
	Similar    []string   // other ways to ask the same
	Negative   []string   // messages that look like this entry and are not answered by it
	English    *Edition   // nil when there is none
	Source     string     // where it stands: file:line, "" of one that was edited on the pages
	Version    int64      // which edited version it is, 0 of the content folder
}

// Edition is an entry's texts in another language, equal in what they say.
type Edition struct {
	Question   string
	Answer     string
	FirstSteps string
	Similar    []string
}

// InEnglish is the entry with its English texts, where there are any.
func (e Entry) InEnglish() Entry {
	if e.English != nil {
		e.Question, e.Answer, e.FirstSteps = e.English.Question, e.English.Answer, e.English.FirstSteps
	}
	return e
}

// OrderHint says what a work order opened from an entry begins with.
type OrderHint struct {
	Kind     string // repair or complaint
	Category string // e.g. "水电"
	Priority string // P0, P1, P2, P3 or C
}
