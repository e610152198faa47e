package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"linli/desk"
	"linli/text"
)

// The knowledge desk: editors write and approve what residents are answered.

// entryItem is an entry in the list.
type entryItem struct {
	ID, Question, Category string
	Kind                   string
	From                   string // whose text it is
	Note                   string // anything but in force
	Since                  string // the day it was approved
	Until                  string // the last day it is served, "" for good
	Open                   desk.EntryStatus
	Others                 int // buildings with an answer of their own
}

type entriesView struct {
	frame
	Search, Category, State string
	Categories              []string
	States                  []choice
	Rows                    []entryItem
	All                     int
	Reviews                 []reviewItem // wait for somebody to read them
}

// Filters of the list.
const (
	onlyOpen     = "open"
	onlyOwn      = "own"
	onlyExpiring = "expiring"
	onlyGone     = "gone"
)

// expiringWithin is how long before its end an answer is shown as expiring.
const expiringWithin = 30 * 24 * time.Hour

func (s *Server) entriesPage(w http.ResponseWriter, r *http.Request) error {
	p, q := staffOf(r), r.URL.Query()
	v := entriesView{Search: strings.TrimSpace(strings.ToValidUTF8(q.Get("q"), "")), Category: q.Get("category"), State: q.Get("state"),
		States: []choice{{onlyOpen, "草稿和待审核"}, {onlyOwn, "本小区自己的"}, {onlyExpiring, "快到期和已过期"}, {onlyGone, "已停用"}}}
	open, err := s.cfg.Store.EntriesOpen(r.Context(), p.Community)
	if err != nil {
		return err
	}
	if v.frame, err = s.frame(r, "标准答案", "knowledge"); err != nil {
		return err
	}
	v.Reviews = s.reviewItems(open, p)
	items := s.entryItems(p.Community, open)
	v.All = len(items)
	for _, i := range items {
		if !slices.Contains(v.Categories, i.Category) {
			v.Categories = append(v.Categories, i.Category)
		}
		if s.passes(&v, &i, p.Community) {
			v.Rows = append(v.Rows, i)
		}
	}
	slices.Sort(v.Categories)
	return render(w, http.StatusOK, "knowledge_list.html", v)
}

// entryItems are all entries known in a community, with what is open about them.
func (s *Server) entryItems(community desk.CommunityID, open []desk.EntryVersion) []entryItem {
	c, _ := s.community(community)
	content, now := s.cfg.Staff.Content, s.cfg.Now()
	var out []entryItem
	ids := content.Known(community)
	for _, v := range open {
		ids = append(ids, v.Entry)
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		t, v, served := content.Text(id, desk.Scope{Community: community}, now)
		i := entryItem{ID: id, From: scopeLabel(v, "标准"), Question: t.Question, Category: t.Category, Kind: desk.EntryKindLabel(t.Kind)}
		switch {
		case v != nil:
			i.Question, i.Category, i.Kind = v.Text.Question, v.Text.Category, desk.EntryKindLabel(v.Text.Kind)
			i.Since, i.Until = dayText(v.ReviewedAt, &c), dayText(v.ValidUntil, &c)
			if v.Status == desk.EntryRetired {
				i.Note = v.Status.Label()
			} else if !served {
				i.Note = "已过期"
			} else if i.Until != "" && v.ValidUntil.Before(now.Add(expiringWithin)) {
				i.Note = "快到期"
			}
		case served:
			e, _ := content.Standard(id)
			i.Since = e.Approved
		}
		for _, o := range open {
			if o.Entry == id {
				if i.Open = o.Status; i.Question == "" {
					i.Question, i.Category, i.Kind, i.From = o.Text.Question, o.Text.Category, desk.EntryKindLabel(o.Text.Kind), "还没有发布"
				}
			}
		}
		for _, o := range content.Versions(id, community) {
			if o.Scope.Building != "" && o.Status == desk.EntryApproved {
				i.Others++
			}
		}
		out = append(out, i)
	}
	return out
}

// scopeLabel is whose text a version is.
func scopeLabel(v *desk.EntryVersion, standard string) string {
	switch {
	case v == nil:
		return standard
	case v.Scope.Building != "":
		return v.Scope.Building + " 栋"
	case v.Scope.Community != "":
		return "本小区"
	}
	return "集团"
}

// passes reports whether an entry is wanted in the list.
func (s *Server) passes(v *entriesView, i *entryItem, community desk.CommunityID) bool {
	if v.Category != "" && i.Category != v.Category {
		return false
	}
	switch v.State {
	case onlyOpen:
		if i.Open == "" {
			return false
		}
	case onlyOwn:
		if i.From != "本小区" && i.Others == 0 {
			return false
		}
	case onlyExpiring:
		if i.Note != "已过期" && i.Note != "快到期" {
			return false
		}
	case onlyGone:
		if i.Note != desk.EntryRetired.Label() {
			return false
		}
	}
	if v.Search == "" {
		return true
	}
	t, _, _ := s.cfg.Staff.Content.Text(i.ID, desk.Scope{Community: community}, s.cfg.Now())
	all := text.Key(strings.Join(append([]string{i.ID, i.Question, t.Answer}, t.Similar...), " "))
	for _, word := range strings.Fields(v.Search) {
		if !strings.Contains(all, text.Key(word)) {
			return false
		}
	}
	return true
}

// reviewItem is a version that waits to be read.
type reviewItem struct {
	ID              int64
	Entry, Question string
	Author, Scope   string
	Mine            bool // written by who looks: somebody else must approve it
	Number          int
}

func (s *Server) reviewItems(open []desk.EntryVersion, p desk.Staff) []reviewItem {
	var out []reviewItem
	for i := range open {
		v := &open[i]
		if v.Status == desk.EntryInReview && p.MayEdit(v.Scope) {
			out = append(out, reviewItem{ID: v.ID, Entry: v.Entry, Question: v.Text.Question, Author: v.Author.Name, Scope: scopeLabel(v, ""),
				Mine: v.Author.Staff == p.ID, Number: v.Number})
		}
	}
	return out
}
