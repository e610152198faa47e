package desk

import (
	"fmt"
	"time"
)

// The ways an order ends, and back from its end.

// Confirm keeps what the resident said to "is it fixed?". A no reopens the order.
func (w *WorkOrder) Confirm(yes bool, c *Community, at time.Time) error {
	if w.State != Resolved {
		return w.wrongState(MoveConfirm)
	}
	if !yes {
		w.Confirmed = ConfirmedNo
		w.reopen(TheResident, c, at, "住户确认没修好")
		return nil
	}
	w.Confirmed = ConfirmedYes
	w.log(MoveConfirm, Resolved, TheResident, at, "修好了")
	return nil
}

// Rated reports whether the resident has rated the order since it was resolved last.
func (w *WorkOrder) Rated() bool { return w.Rating != 0 && !w.RatedAt.Before(w.ResolvedAt) }

// Rate keeps a rating of 1-5: 1-2 reopens the order, anything better closes it. Each
// round of a reopened order is rated anew; the last rating counts, the log has all.
func (w *WorkOrder) Rate(stars int, c *Community, at time.Time) error {
	if stars < 1 || stars > 5 {
		return fmt.Errorf("rating %d of order %s: %w", stars, w.Number, ErrInvalid)
	}
	if w.State != Resolved && w.State != Closed {
		return w.wrongState(MoveRate)
	}
	if w.Rated() {
		return fmt.Errorf("order %s is rated already: %w", w.Number, ErrConflict)
	}
	w.Rating, w.RatedAt, w.RatedWhy = stars, at, ""
	w.log(MoveRate, w.State, TheResident, at, fmt.Sprint(stars))
	if w.State != Resolved {
		return nil
	}
	if stars <= 2 {
		w.reopen(TheResident, c, at, fmt.Sprintf("评价%d分", stars))
		return nil
	}
	return w.Close(TheResident, at)
}

func (w *WorkOrder) reopen(by Actor, c *Community, at time.Time, why string) {
	w.Reopens++
	w.keepMissed(at)
	w.ClaimedBy, w.ClaimerName = 0, ""
	w.Promised = Promise{N: w.Promised.N}
	w.FirstActAt, w.WorkingAt, w.ResolvedAt = time.Time{}, time.Time{}, time.Time{}
	w.startClocks(c, at)
	w.Alerts = nil
	w.ReportAsk = time.Time{}
	w.log(MoveReopen, Reopened, by, at, why)
}

// Close ends a resolved order. Without a word from the resident the confirmation is Silent.
func (w *WorkOrder) Close(by Actor, at time.Time) error {
	if w.State != Resolved {
		return w.wrongState(MoveClose)
	}
	if w.Confirmed == NotAsked {
		w.Confirmed = Silent
		if by.Kind == ByResident { // a good rating says yes
			w.Confirmed = ConfirmedYes
		}
	}
	w.ClosedAt, w.ClosedBy = at, by.Kind
	w.log(MoveClose, Closed, by, at, "")
	return nil
}

// Cancel withdraws the order: the resident until work began, staff with a reason.
func (w *WorkOrder) Cancel(by Actor, why string, c *Community, at time.Time) error {
	if w.State.Final() || w.State == Resolved {
		return w.wrongState(MoveCancel)
	}
	if by.Kind == ByResident && (w.State == Working || w.State == OnHold) {
		return w.wrongState(MoveCancel)
	}
	if by.Kind == ByStaff && why == "" {
		return fmt.Errorf("cancelling order %s without a reason: %w", w.Number, ErrInvalid)
	}
	if by.Kind == ByStaff && w.State.InHand() {
		if err := w.handled(MoveCancel, by); err != nil {
			return err
		}
	}
	w.endHold(c, at)
	w.dropQuote(by, at, "")
	w.ClosedAt, w.ClosedBy = at, by.Kind
	w.log(MoveCancel, Cancelled, by, at, why)
	return nil
}

// MergeInto closes a duplicate in favour of another order of the same community.
func (w *WorkOrder) MergeInto(other *WorkOrder, by Actor, c *Community, at time.Time) error {
	if by.Kind == ByResident {
		return w.notBy(MoveMerge, by)
	}
	if w.State.Final() || w.State == Resolved {
		return w.wrongState(MoveMerge)
	}
	if w.State.InHand() {
		if err := w.handled(MoveMerge, by); err != nil {
			return err
		}
	}
	if other.ID == w.ID || other.Community != w.Community || other.State.Final() {
		return fmt.Errorf("merging order %s into %s: %w", w.Number, other.Number, ErrInvalid)
	}
	w.endHold(c, at)
	w.dropQuote(by, at, "")
	w.MergedTo, w.ClosedAt, w.ClosedBy = other.ID, at, by.Kind
	w.log(MoveMerge, Merged, by, at, other.Number)
	return nil
}

// SendOut hands the order to a party outside, which ends it here.
func (w *WorkOrder) SendOut(whom string, by Actor, c *Community, at time.Time) error {
	if err := w.handled(MoveExternal, by); err != nil {
		return err
	}
	if whom == "" {
		return fmt.Errorf("sending order %s out to nobody: %w", w.Number, ErrInvalid)
	}
	w.acted(by, at)
	w.endHold(c, at)
	w.dropQuote(by, at, "")
	w.External, w.ClosedAt, w.ClosedBy = whom, at, by.Kind
	w.log(MoveExternal, External, by, at, whom)
	w.oweReport(c, at)
	return nil
}
