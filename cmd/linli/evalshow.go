package main

import (
	"fmt"
	"io"
	"strings"
)

func (e *evaluation) show(w io.Writer) {
	for _, f := range e.Figures {
		if f.Denominator == 1 { // no share of messages
			fmt.Fprintf(w, "%-38s %6.3f\n", f.Name, f.Value)
			continue
		}
		fmt.Fprintf(w, "%-38s %6.3f  %s/%d\n", f.Name, f.Value, strings.TrimSuffix(fmt.Sprintf("%.1f", f.Numerator), ".0"), f.Denominator)
	}
	if len(e.Reliability) > 0 {
		fmt.Fprintln(w, "\nconfidence  said  right      n")
		for i, b := range e.Reliability {
			fmt.Fprintf(w, "%.1f - %.1f  %5.2f  %5.2f  %5d\n", float64(i)/10, float64(i+1)/10, b.Confidence, b.Right, b.N)
		}
	}
	for _, c := range e.Confusions {
		fmt.Fprintf(w, "intent %s taken for %s: %d\n", c.Want, c.Got, c.N)
	}
	fmt.Fprintf(w, "\nbuilt in %d ms; a message took %.2f ms (p50), %.2f ms (p99)\n", e.BuildMS, e.Latency["p50"], e.Latency["p99"])
}

// showMisses lists what was not as wanted, and what was decided instead.
func (e *evaluation) showMisses(w io.Writer) {
	fmt.Fprintln(w)
	for _, r := range e.Rows {
		if r.Outcome != right {
			fmt.Fprintf(w, "%s:%d: %s: want %s, %s (first %s %.2f): %s\n", r.File, r.Line, r.Outcome, r.Label, r.Said, r.Top, r.Confidence, r.Text)
		}
	}
}

// showChanges says which figures moved since another run, and which messages.
func (e *evaluation) showChanges(w io.Writer, before *evaluation) {
	old := map[string]evalFigure{}
	for _, f := range before.Figures {
		old[f.Name] = f
	}
	fmt.Fprintf(w, "\nsince %s:\n", before.Version)
	for _, f := range e.Figures {
		if o, ok := old[f.Name]; ok && o.Value != f.Value && !strings.HasPrefix(f.Name, " ") {
			fmt.Fprintf(w, "%-38s %6.3f -> %6.3f\n", f.Name, o.Value, f.Value)
		}
	}
	was := map[string]row{}
	for _, r := range before.Rows {
		was[r.Label+"\t"+r.Text] = r
	}
	for _, better := range []bool{true, false} {
		for _, r := range e.Rows {
			o, ok := was[r.Label+"\t"+r.Text]
			if ok && worth[r.Outcome] != worth[o.Outcome] && (worth[r.Outcome] > worth[o.Outcome]) == better {
				fmt.Fprintf(w, "%s %s:%d: %s -> %s (want %s, %s): %s\n", map[bool]string{true: "better", false: "worse "}[better],
					r.File, r.Line, o.Outcome, r.Outcome, r.Label, r.Said, r.Text)
			}
		}
	}
}
