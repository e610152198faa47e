// Package intents reads what a resident wants out of one message: the wish, a danger, and what is needed for a work
// order (place, thing, since when, visit, phone, number). It knows neither the FAQ nor the conversation's state, keeps
// nothing, and reads Chinese in both scripts, pinyin and English. Everything it knows is in tables of rules (pattern.go
// explains their notation); every reading names the rules that decided it.
package intents

import (
	"slices"
	"strings"

	"linli/text"
)

// Intent is one wish.
type Intent string

// The wishes. Question is anything that asks or tells something; Other has no content to answer (哈哈, emoji, a key held
// down).
const (
	Question        Intent = "question"
	InDanger        Intent = "emergency"
	Other           Intent = "other"
	Human           Intent = "human"
	Status          Intent = "status"
	Urge            Intent = "urge"
	Cancel          Intent = "cancel"
	Reschedule      Intent = "reschedule"
	Thanks          Intent = "thanks"
	Greeting        Intent = "greeting"
	RepairReport    Intent = "repair_report"
	ComplaintReport Intent = "complaint_report"
	Praise          Intent = "praise"
	Resolved        Intent = "resolved"
	NotSolved       Intent = "not_solved"
	Bye             Intent = "bye"
)

// Reading is what one message says.
type Reading struct {
	Intent    Intent     // the main wish
	Also      []Intent   // further wishes, each once: 谢谢，顺便问下停车费 is a Question, also Thanks
	Emergency *Emergency // nil when nobody is in danger now
	Slots     Slots
	Outages   []string // what is cut off, as it is asked or told: water, power, gas, lift, heat, net
	Question  string   // normalized, without greetings, thanks and politeness: what the FAQ is asked; "" when nothing is left
	Fired     []string // the rules that decided, in order
}

// maxRunes bounds the work for one message; nobody says what they want after that.
const maxRunes = 2000

// Read reads one message. Any string is fine, also an empty one (Other).
func Read(message string) Reading {
	message = text.Normalize(message)
	if runes := []rune(message); len(runes) > maxRunes {
		message = string(runes[:maxRunes])
	}
	cs := clauses(message)
	rest, polite := peel(cs)
	r := Reading{Slots: readSlots(message, rest), Outages: outagesIn(rest), Question: plainWords.Replace(joinClauses(rest))}
	r.Intent, r.Fired = mainWish(rest, r.Slots)
	if len(rest) == 0 && len(polite) == 0 && approval.MatchString(message) {
		polite = []Intent{Thanks}
	}
	r.Also = polite
	switch {
	case r.Intent == Other && len(polite) > 0:
		r.Intent, r.Also = mainCourtesy(polite)
		r.Fired = []string{"courtesy/" + string(r.Intent)}
	case r.Intent != Other:
		r.Also = append(r.Also, furtherWishes(message, r.Intent)...)
	}
	if e := findEmergency(cs); e != nil {
		if r.Intent != Other && r.Intent != Question {
			r.Also = append([]Intent{r.Intent}, r.Also...)
		}
		r.Emergency, r.Intent = e, InDanger
		r.Fired = append(slices.Clone(e.Fired), r.Fired...)
	}
	r.Also = distinct(r.Also, r.Intent)
	return r
}

// furtherWishes reads a message of several sentences sentence by sentence: 马桶堵了来修一下。顺便问停车费多少 wants two things.
func furtherWishes(message string, main Intent) []Intent {
	sentences := text.Sentences(message)
	if len(sentences) < 2 {
		return nil
	}
	var out []Intent
	for _, s := range sentences {
		rest, _ := peel(clauses(s))
		wish, _ := mainWish(rest, Slots{})
		if wish == Question && !asksSomething(rest) || wish == Other || wish == main {
			continue
		}
		out = append(out, wish)
	}
	return out
}

// plainWords says in the words of the standard questions what the north says in its own.
var plainWords = strings.NewReplacer("咋整", "怎么办", "咋弄", "怎么办", "咋个", "怎么", "咋样", "怎么样", "咋", "怎么", "啥", "什么", "俺", "我")

func distinct(in []Intent, except Intent) []Intent {
	var out []Intent
	for _, i := range in {
		if i != except && !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return out
}

func joinClauses(cs []clause) string {
	var b strings.Builder
	for i, c := range cs {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(c.text)
		if c.asks {
			b.WriteByte('?')
		}
	}
	return strings.ReplaceAll(b.String(), "?,", "?")
}
