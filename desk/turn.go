package desk

// Turn is everything that one cause makes happen: a resident's message, an act of
// staff, or the clock. The store writes it whole or not at all. Rows that carry a
// Version are written only if nobody changed them meanwhile; else ErrConflict.
type Turn struct {
	Inbound       *Inbound       // the inbox row this settles; nil for acts of the console and of the clock
	Conversation  *Conversation  // nil when no conversation is touched
	Replies       []Message      // to the resident; pushed too where the channel needs it
	Out           []Outbound     // cards and notices for staff
	Orders        []*WorkOrder   // opened (ID 0, at most one) and changed
	Episode       *Episode       // opened (ID 0) or changed
	FollowUps     []*FollowUp    // opened (ID 0) or changed
	Answer        *Answered      // what the bot said to a question, for the figures
	Roster        *Roster        // changed; its absences go by themselves
	Absence       *Absence       // reported (ID 0) or changed
	Incident      *Incident      // written (ID 0) or changed
	IncidentAsk   *IncidentAsk   // somebody asked about one, or was told of its end
	Broadcast     *Broadcast     // begun (ID 0) or stopped
	RegistryCheck *RegistryCheck // the register of residents was asked
	Receiver      *Receiver      // of a broadcast, whose turn it is
}

// NewOrder is the order the turn opens, nil if none.
func (t *Turn) NewOrder() *WorkOrder {
	for _, w := range t.Orders {
		if w.ID == 0 {
			return w
		}
	}
	return nil
}
