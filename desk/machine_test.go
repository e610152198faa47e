package desk_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	. "linli/desk"
)

var (
	shanghai   = mustZone("Asia/Shanghai")
	monday     = time.Date(2026, 11, 23, 10, 0, 0, 0, shanghai)
	claimer    = Staff{ID: 1, Name: "王师傅", Role: RoleStaff}.Actor()
	colleague  = Staff{ID: 2, Name: "李师傅", Role: RoleStaff}.Actor()
	dispatcher = Staff{ID: 3, Name: "调度小陈", Role: RoleDispatcher}.Actor()
)

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// community is a checked one, changed before the check.
func community(t testing.TB, change func(*Community)) *Community {
	t.Helper()
	c := &Community{ID: "demo", Name: "邻里花园"}
	if change != nil {
		change(c)
	}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	return c
}

func opened(c *Community, p Priority) *WorkOrder {
	w := &WorkOrder{ID: 7, Number: "WO20261123-0007", Community: c.ID, Kind: Repair, Priority: p}
	w.Open(c, TheResident, monday)
	return w
}

// inState takes an order along the machine's own road to a state; claimer has or had it.
func inState(t testing.TB, c *Community, s OrderState) *WorkOrder {
	t.Helper()
	w := opened(c, P2)
	other := opened(c, P2)
	other.ID = 8
	at := monday.Add(time.Minute)
	var errs []error
	do := func(err error) { errs = append(errs, err) }
	switch s {
	case Opened:
	case Cancelled:
		do(w.Cancel(TheResident, "", c, at))
	case Merged:
		do(w.MergeInto(other, dispatcher, c, at))
	default:
		do(w.Claim(claimer, at))
		switch s {
		case Claimed:
		case External:
			do(w.SendOut("自来水公司", claimer, c, at))
		default:
			do(w.Start(claimer, c, at))
			switch s {
			case Working:
			case OnHold:
				do(w.Hold(claimer, "等配件", at.Add(time.Hour), at))
			case Resolved, Closed, Reopened:
				do(w.Resolve(claimer, "修好了", c, at))
				switch s {
				case Closed:
					do(w.Close(TheSystem, at))
				case Reopened:
					do(w.Confirm(false, c, at))
				}
			}
		}
	}
	if err := errors.Join(errs...); err != nil || w.State != s {
		t.Fatalf("order is %s, want %s: %v", w.State, s, err)
	}
	w.NewLog = 0 // as loaded
	return w
}

// The columns of the table of moves, and the letters that stand for a resulting state.
// Beside them: "." nothing changes and nothing is logged, "!" ErrConflict, "?" ErrInvalid.
var columns = []struct {
	letter byte
	state  OrderState
}{{'o', Opened}, {'c', Claimed}, {'w', Working}, {'h', OnHold}, {'r', Resolved}, {'a', Reopened}, {'d', Closed},
	{'x', Cancelled}, {'m', Merged}, {'e', External}}

// moves is PRODUCT.md 2's machine: who may do what in which state. Each row of a move is
// for resident, claimer, other staff, dispatcher and system, in this order.
var moves = []struct {
	move Move
	do   func(w *WorkOrder, by Actor, c *Community, at time.Time) error
	rows [5]string
}{
	{MoveClaim, func(w *WorkOrder, by Actor, c *Community, at time.Time) error { return w.Claim(by, at) },
		[5]string{"??????????", "c...!c!!!!", "c!!!!c!!!!", "c!!!!c!!!!", "??????????"}},
	{MoveDispatch, func(w *WorkOrder, by Actor, c *Community, at time.Time) error { return w.Dispatch(colleague, by, at) },
		[5]string{"??????????", "??????????", "??????????", "c!!!!c!!!!", "??????????"}},
	{MoveTransfer, func(w *WorkOrder, by Actor, c *Community, at time.Time) error {
		return w.Transfer(colleague, by, "下班", c, at)
	},
		[5]string{"??????????", "!ccc!!!!!!", "!!!!!!!!!!", "!ccc!!!!!!", "!ccc!!!!!!"}},
	{MoveRelease, func(w *WorkOrder, by Actor, c *Community, at time.Time) error {
		return w.Release(by, "不在班", c, at)
	},
		[5]string{"??????????", "!ooo!!!!!!", "!!!!!!!!!!", "!ooo!!!!!!", "!ooo!!!!!!"}},
	{MoveStart, func(w *WorkOrder, by Actor, c *Community, at time.Time) error { return w.Start(by, c, at) },
		[5]string{"??????????", "!w.w!!!!!!", "!!!!!!!!!!", "!w!w!!!!!!", "!w!w!!!!!!"}},
	{MoveHold, func(w *WorkOrder, by Actor, c *Community, at time.Time) error {
		return w.Hold(by, "等配件", at.Add(time.Hour), at)
	},
		[5]string{"??????????", "!hh!!!!!!!", "!!!!!!!!!!", "!hh!!!!!!!", "!hh!!!!!!!"}},
	{MoveResume, func(w *WorkOrder, by Actor, c *Community, at time.Time) error { return w.Resume(by, c, at) },
		[5]string{"??????????", "!!!w!!!!!!", "!!!!!!!!!!", "!!!w!!!!!!", "!!!w!!!!!!"}},
	{MoveResolve, func(w *WorkOrder, by Actor, c *Community, at time.Time) error {
		return w.Resolve(by, "换了角阀", c, at)
	},
		[5]string{"??????????", "!rrr!!!!!!", "!!!!!!!!!!", "!rrr!!!!!!", "!rrr!!!!!!"}},
	{MoveClose, func(w *WorkOrder, by Actor, c *Community, at time.Time) error { return w.Close(by, at) },
		[5]string{"!!!!d!!!!!", "!!!!d!!!!!", "!!!!d!!!!!", "!!!!d!!!!!", "!!!!d!!!!!"}},
	{MoveCancel, func(w *WorkOrder, by Actor, c *Community, at time.Time) error {
		return w.Cancel(by, "弄错了", c, at)
	},
		[5]string{"xx!!!x!!!!", "xxxx!x!!!!", "x!!!!x!!!!", "xxxx!x!!!!", "xxxx!x!!!!"}},
	{MoveMerge, func(w *WorkOrder, by Actor, c *Community, at time.Time) error {
		return w.MergeInto(&WorkOrder{ID: 8, Number: "WO20261123-0008", Community: w.Community, State: Opened}, by, c, at)
	},
		[5]string{"??????????", "mmmm!m!!!!", "m!!!!m!!!!", "mmmm!m!!!!", "mmmm!m!!!!"}},
	{MoveExternal, func(w *WorkOrder, by Actor, c *Community, at time.Time) error {
		return w.SendOut("自来水公司", by, c, at)
	},
		[5]string{"??????????", "!eee!!!!!!", "!!!!!!!!!!", "!eee!!!!!!", "!eee!!!!!!"}},
	{MoveReschedule, func(w *WorkOrder, by Actor, c *Community, at time.Time) error { return w.Reschedule("周六", by, at) },
		[5]string{"ocwh!a!!!!", "ocwh!a!!!!", "ocwh!a!!!!", "ocwh!a!!!!", "ocwh!a!!!!"}},
	{MoveNote, func(w *WorkOrder, by Actor, c *Community, at time.Time) error { return w.Note(by, "备件已订", at) },
		[5]string{"ocwhradxme", "ocwhradxme", "ocwhradxme", "ocwhradxme", "ocwhradxme"}},
	{MoveAck, func(w *WorkOrder, by Actor, c *Community, at time.Time) error { return w.Acknowledge(by, at) },
		[5]string{"??????????", "......!!!!", ".!!!..!!!!", "......!!!!", "??????????"}},
	{MoveTick, func(w *WorkOrder, by Actor, c *Community, at time.Time) error { return w.Tick("先断水", by, at) },
		[5]string{"??????????", "!cwh!!!!!!", "!!!!!!!!!!", "!cwh!!!!!!", "??????????"}},
	{MoveQuote, func(w *WorkOrder, by Actor, c *Community, at time.Time) error {
		return w.Propose([]QuoteLine{{"角阀", 2, 3500}}, "", by, at)
	},
		[5]string{"??????????", "!cwh!!!!!!", "!!!!!!!!!!", "!cwh!!!!!!", "??????????"}},
	{"speak", func(w *WorkOrder, by Actor, c *Community, at time.Time) error { return w.Speak(by, at) },
		[5]string{"??????????", "!....!!!!!", "!!!!!!!!!!", "......!!!!", "??????????"}},
}

// residentMoves are only the resident's.
var residentMoves = []struct {
	name string
	move Move
	do   func(w *WorkOrder, c *Community, at time.Time) error
	row  string
}{
	{"urge", MoveUrge, func(w *WorkOrder, _ *Community, at time.Time) error { return w.Urge(at) }, "ocwh!a!!!!"},
	{"add", MoveAdd, func(w *WorkOrder, _ *Community, at time.Time) error { return w.Add("又漏了", nil, at) }, "ocwhra!!!!"},
	{"fixed", MoveConfirm, func(w *WorkOrder, c *Community, at time.Time) error { return w.Confirm(true, c, at) }, "!!!!r!!!!!"},
	{"not fixed", MoveReopen, func(w *WorkOrder, c *Community, at time.Time) error { return w.Confirm(false, c, at) }, "!!!!a!!!!!"},
	{"rate 5", MoveClose, func(w *WorkOrder, c *Community, at time.Time) error { return w.Rate(5, c, at) }, "!!!!d!!!!!"},
	{"rate 3", MoveClose, func(w *WorkOrder, c *Community, at time.Time) error { return w.Rate(3, c, at) }, "!!!!d!!!!!"},
	{"rate 2", MoveReopen, func(w *WorkOrder, c *Community, at time.Time) error { return w.Rate(2, c, at) }, "!!!!a!!!!!"},
}

// The one exception of the table above: a closed order takes its rating late and stays closed.
const lateRating = MoveRate

// allowed are the machine's transitions; a line that changes no state is always allowed.
var allowed = map[OrderState][]OrderState{
	"":       {Opened},
	Opened:   {Claimed, Cancelled, Merged},
	Claimed:  {Working, Opened, Cancelled, Merged, External},
	Working:  {OnHold, Resolved, Claimed, Opened, Cancelled, Merged, External},
	OnHold:   {Working, Claimed, Opened, Cancelled, Merged, External},
	Resolved: {Closed, Reopened},
	Reopened: {Claimed, Cancelled, Merged},
}

// checkLog holds every line of a log against the machine.
func checkLog(t *testing.T, w *WorkOrder) {
	t.Helper()
	var state OrderState
	for i, l := range w.Log {
		if l.From != state {
			t.Fatalf("line %d (%s) is from %q, but the order was %q", i, l.Move, l.From, state)
		}
		if l.From != l.To && !slices.Contains(allowed[l.From], l.To) {
			t.Fatalf("line %d: %s takes the order from %q to %q, which the machine does not know", i, l.Move, l.From, l.To)
		}
		if l.At.IsZero() || l.By.Kind == "" || l.Move == "" {
			t.Fatalf("line %d lacks when, who or what: %+v", i, l)
		}
		state = l.To
	}
	if state != w.State {
		t.Fatalf("the log ends in %q, the order is %q", state, w.State)
	}
}

// tryMove does one move and compares it with a cell of the table.
func tryMove(t *testing.T, w *WorkOrder, move Move, cell byte, by Actor, at time.Time, do func() error) {
	t.Helper()
	before := *w
	before.Log = slices.Clone(w.Log)
	err := do()
	wantErr := map[byte]error{'!': ErrConflict, '?': ErrInvalid}[cell]
	if !errors.Is(err, wantErr) {
		t.Fatalf("error is %v, want %v", err, wantErr)
	}
	if wantErr != nil {
		if !reflect.DeepEqual(before, *w) {
			t.Fatalf("a refused move changed the order\nfrom %+v\nto   %+v", before, *w)
		}
		return
	}
	if cell == '.' {
		if w.State != before.State || w.NewLog != 0 || len(w.Log) != len(before.Log) || w.ClaimedBy != before.ClaimedBy {
			t.Fatalf("the order changed: %s, %d new lines", w.State, w.NewLog)
		}
		return
	}
	i := slices.IndexFunc(columns, func(c struct {
		letter byte
		state  OrderState
	}) bool {
		return c.letter == cell
	})
	if w.State != columns[i].state {
		t.Fatalf("order is %s, want %s", w.State, columns[i].state)
	}
	if w.NewLog == 0 || len(w.Log) != len(before.Log)+w.NewLog {
		t.Fatalf("%d lines were logged and %d called new", len(w.Log)-len(before.Log), w.NewLog)
	}
	if last := w.Log[len(w.Log)-1]; last.Move != move || last.By != by || !last.At.Equal(at) {
		t.Fatalf("logged %s by %+v at %s, want %s by %+v at %s", last.Move, last.By, last.At, move, by, at)
	}
	checkLog(t, w)
}

func TestMachine(t *testing.T) {
	c := community(t, nil)
	actors := []struct {
		name string
		by   Actor
	}{{"resident", TheResident}, {"claimer", claimer}, {"other", colleague}, {"dispatcher", dispatcher}, {"system", TheSystem}}
	at := monday.Add(10 * time.Minute)
	for _, m := range moves {
		for i, actor := range actors {
			for j, col := range columns {
				t.Run(fmt.Sprintf("%s by %s when %s", m.move, actor.name, col.state), func(t *testing.T) {
					w := inState(t, c, col.state)
					logged := m.move
					if m.move == MoveStart && col.state == OnHold {
						logged = MoveResume
					}
					tryMove(t, w, logged, m.rows[i][j], actor.by, at, func() error { return m.do(w, actor.by, c, at) })
				})
			}
		}
	}
	for _, m := range residentMoves {
		for j, col := range columns {
			t.Run(fmt.Sprintf("%s when %s", m.name, col.state), func(t *testing.T) {
				w := inState(t, c, col.state)
				cell, move := m.row[j], m.move
				if (m.move == MoveReopen || m.move == MoveClose) && m.name[:4] == "rate" && col.state == Closed {
					cell, move = 'd', lateRating
				}
				tryMove(t, w, move, cell, TheResident, at, func() error { return m.do(w, c, at) })
			})
		}
	}
}
