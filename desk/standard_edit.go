package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// StandardMove is what was done to a standard on the page.
type StandardMove string

const (
	StandardRevised  StandardMove = "revise"  // it is promised as written from then on
	StandardRetired  StandardMove = "retire"  // it is not promised here
	StandardRestored StandardMove = "restore" // as the content folder has it
)

var standardMoveNames = map[StandardMove]string{StandardRevised: "修改", StandardRetired: "停用", StandardRestored: "恢复原样"}

// Label is the move as people read it.
func (m StandardMove) Label() string { return standardMoveNames[m] }

// StandardEdit is one change that a manager made of a standard of the community. Edits are
// only ever added; of each standard the newest counts.
type StandardEdit struct {
	ID        int64
	Community CommunityID
	Code      string
	Number    int // of the changes of this standard here, from 1
	Move      StandardMove
	Standard  Standard // of StandardRevised
	Why       string
	By        Actor
	At        time.Time
}

// maxStandardWhy is how long a reason may be, in runes.
const maxStandardWhy = 200

// NewStandardEdit is the change that follows the seen-th one of a standard: of a community's
// managers, with a reason. s is what is promised from now on, of StandardRevised.
func NewStandardEdit(by Staff, code string, seen int, move StandardMove, s Standard, why string, at time.Time) (StandardEdit, error) {
	e := StandardEdit{Community: by.Community, Code: code, Number: seen + 1, Move: move, Why: strings.TrimSpace(why), By: by.Actor(), At: at}
	switch {
	case !by.Role.Reports():
		return e, fmt.Errorf("standard %s is not for role %q: %w", code, by.Role, ErrInvalid)
	case move.Label() == "":
		return e, fmt.Errorf("standard %s: no move %q: %w", code, move, ErrInvalid)
	case e.Why == "":
		return e, &Fault{"why", "请写明为什么改，以后查得到"}
	case len([]rune(e.Why)) > maxStandardWhy:
		return e, &Fault{"why", fmt.Sprintf("最多 %d 个字", maxStandardWhy)}
	case move != StandardRevised:
		return e, nil
	}
	s.Code = code
	e.Standard = s
	return e, s.Check()
}

// Revise is the register with what was changed on the page; edits are the newest of each
// standard.
func Revise(register []StandardModule, edits []StandardEdit) []StandardModule {
	own := StandardsOwn{Retired: map[string]string{}}
	for i := range edits {
		switch e := &edits[i]; e.Move {
		case StandardRevised:
			own.Standards = append(own.Standards, e.Standard)
		case StandardRetired:
			own.Retired[e.Code] = e.Why
		}
	}
	slices.SortFunc(own.Standards, func(a, b Standard) int { return strings.Compare(a.Code, b.Code) })
	return Adapt(register, own)
}

// NextCode is a code that no standard of a module has or had: from 900 on, clear of the
// template's.
func NextCode(prefix string, register []StandardModule, edits []StandardEdit) string {
	last := 899
	see := func(code string) {
		var n int
		if _, err := fmt.Sscanf(code, prefix+"-%d", &n); err == nil {
			last = max(last, n)
		}
	}
	for i := range register {
		for k := range register[i].Standards {
			see(register[i].Standards[k].Code)
		}
	}
	for i := range edits {
		see(edits[i].Code)
	}
	return fmt.Sprintf("%s-%03d", prefix, last+1)
}
