// Package intents reads what a resident wants out of one message: the wish, a danger, and what is needed for a work
// order (place, thing, since when, visit, phone, number). It knows neither the FAQ nor the conversation's state, keeps
// nothing, and reads Chinese in both scripts, pinyin and English. Everything it knows is in tables of rules (pattern.go
// explains their notation); every reading names the rules that decided it.
package intents

import (
	"regexp"
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
	r := Reading{Slots: readSlots(message, rest), Outages: outagesIn(rest), Question: plainWords.Replace(withoutHome(rest))}
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

// home is a flat, or where one lives, as it stands before what one asks.
var (
	flat    = numeral + `\s*(?:栋|幢|号楼|座)\s*(?:` + numeral + `\s*单元\s*)?(?:\d{3,4}\s*(?:室|号)?)?`
	homeIs  = regexp.MustCompile(`^(?:我们?|俺|本人|家)?(?:家)?(?:是|住在?|在)?` + flat + `的?(?:业主|住户|租户|租客|居民|房东)?$`)
	homeHas = regexp.MustCompile(`^(?:我们?|俺|家)?(?:家)?(?:是|住在?|在)?` + numeral + `\s*(?:栋|幢|号楼|座)\s*(?:` + numeral + `\s*单元\s*(?:\d{3,4}\s*(?:室|号)?)?|\d{3,4}\s*(?:室|号)?)的?(\pL.+)$`)
	homeOut = regexp.MustCompile(`^(?:我们?|俺|家)?(?:家)?(?:住在?|在)?` + numeral + `\s*(?:栋|幢|号楼|座)(?:整栋|全楼|那边|这边)?((?:是不是|为什么|为啥|怎么|咋)?(?:又|还|老是?|总是?)?(?:停|断|没).+)$`)
)

// withoutHome is what is asked, less where the one who asks lives: an answer is found by its
// matter. A message that says nothing else stays as it is.
func withoutHome(cs []clause) string {
	var out []clause
	for _, c := range cs {
		if homeIs.MatchString(c.text) {
			continue
		}
		for _, has := range []*regexp.Regexp{homeHas, homeOut} {
			if m := has.FindStringSubmatch(c.text); m != nil && len(out) == 0 {
				c.text = m[1]
			}
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		out = cs
	}
	return joinClauses(out)
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
