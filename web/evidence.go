package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"linli/desk"
)

// Evidence is one order as a file that stands by itself: its facts, time limits, log,
// conversation and photos on a page to print, with a checksum over every byte of it.

// maxEvidence bounds the photos that are put into one file, in bytes; of those beyond it
// the checksum is given.
const maxEvidence = 40 << 20

// maxEvidenceMessages is how many messages one file holds at most.
const maxEvidenceMessages = 10_000

type evidenceView struct {
	Number, Title, Community string
	By, At                   string // who made the file, and when
	Words                    string
	Facts                    []fact
	Limits                   []evidenceLimit
	Quote                    *evidenceQuote // nil if none was asked
	Log                      []evidenceLog
	Reports                  []reportView // of an emergency, the latest first
	Messages                 []evidenceMessage
	Attached                 []evidenceFile // with the report itself
	Before, After            []evidenceFile // what staff took
	Cut                      bool           // the conversation is longer
	Checksum                 string
}

type evidenceLimit struct{ Clock, Due, Met, Verdict string }

// evidenceQuote is the price that stood last; those before it are in the log.
type evidenceQuote struct {
	Lines []quoteLineView
	Total string
	Facts []fact
}

type evidenceLog struct{ At, Who, Move, From, To, Why string }

type evidenceMessage struct {
	At, Who, Text string
	Files         []evidenceFile
}

// evidenceFile is a photo or another file; Data is its content as a data: URI, "" where
// it is not in the file.
type evidenceFile struct {
	Name, Kind, Sum string
	Data            template.URL
}

const (
	checksumBefore = `<code id="sha256">`
	checksumAfter  = `</code>`
)

var (
	noChecksum   = strings.Repeat("0", 2*sha256.Size)
	checksumMark = regexp.MustCompile(checksumBefore + `([0-9a-f]{64})` + checksumAfter)
)

// evidenceFileOf sends the order's evidence as a file to keep.
func (s *Server) evidenceFileOf(w http.ResponseWriter, r *http.Request) error {
	by, ctx := staffOf(r), r.Context()
	o, err := s.findOrder(ctx, by, r.PathValue("id"))
	if err != nil {
		return err
	}
	now := s.cfg.Now()
	v, err := s.evidence(ctx, &o, by, now)
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if err := templates.ExecuteTemplate(&page, "desk_evidence.html", v); err != nil {
		return fmt.Errorf("evidence of order %s: %w", o.Number, err)
	}
	file, sum := seal(page.Bytes())
	if err := s.cfg.Store.IssueEvidence(ctx, sum, &o, by, now); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-evidence.html"`, o.Number))
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(file) // a browser that has gone misses it
	return nil
}

// seal puts the checksum of a page into it: SHA-256 of the page with 64 noughts in its
// place, in hex.
func seal(page []byte) (file []byte, sum string) {
	hash := sha256.Sum256(page)
	sum = hex.EncodeToString(hash[:])
	return bytes.Replace(page, []byte(checksumBefore+noChecksum+checksumAfter), []byte(checksumBefore+sum+checksumAfter), 1), sum
}

// CheckEvidence reports the checksum that a file of evidence carries; desk.ErrInvalid when
// it is none, desk.ErrConflict when the file is not what the checksum was made of.
func CheckEvidence(file []byte) (sum string, err error) {
	found := checksumMark.FindAllSubmatchIndex(file, -1)
	if len(found) != 1 {
		return "", fmt.Errorf("the file carries %d checksums: %w", len(found), desk.ErrInvalid)
	}
	from, to := found[0][2], found[0][3]
	sum = string(file[from:to])
	hash := sha256.New()
	hash.Write(file[:from])
	io.WriteString(hash, noChecksum) //nolint:errcheck // a hash takes everything
	hash.Write(file[to:])
	if got := hex.EncodeToString(hash.Sum(nil)); got != sum {
		return sum, fmt.Errorf("the file has checksum %s: %w", got, desk.ErrConflict)
	}
	return sum, nil
}

func (s *Server) evidence(ctx context.Context, o *desk.WorkOrder, by desk.Staff, now time.Time) (*evidenceView, error) {
	c, _ := s.community(o.Community)
	exact := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return c.Local(t).Format("2006-01-02 15:04:05 -07:00")
	}
	v := &evidenceView{Number: o.Number, Title: o.Title, Community: c.Name, By: by.Name + "（" + by.Role.Label() + "）", At: exact(now),
		Words: o.Text, Facts: append([]fact{{Label: "状态", Value: o.State.Label()}, {Label: "级别", Value: string(o.Priority) + " " + o.Priority.Label()},
			{Label: "种类", Value: o.Kind.Label()}}, factsOf(o, &c, desk.Mask{}, now)...), Checksum: noChecksum}
	if o.Held > 0 {
		v.Facts = append(v.Facts, fact{Label: "挂起合计", Value: desk.Lasting(o.Held)})
	}
	for _, clock := range desk.Timers {
		if due, met := o.Deadline(clock); !due.IsZero() {
			v.Limits = append(v.Limits, evidenceLimit{Clock: o.ClockLabel(clock), Due: exact(due), Met: exact(met), Verdict: verdict(o, clock, now)})
		}
	}
	v.Reports = reportPanelOf(o, by, &c, desk.Mask{}, now).Versions
	if q := &o.Quote; q.N > 0 {
		v.Quote = &evidenceQuote{quoteLines(q, desk.Mask{}), q.Total().String(), append([]fact{{Label: "状态", Value: q.State.Label()}, {Label: "报价", Value: q.By + " " + exact(q.At)}},
			answerFacts(q, desk.Mask{}, exact)...)}
		if q.Note != "" {
			v.Quote.Facts = append(v.Quote.Facts, fact{Label: "说明", Value: q.Note})
		}
	}
	for i := range o.Log {
		l := &o.Log[i]
		v.Log = append(v.Log, evidenceLog{At: exact(l.At), Who: who(l.By), Move: l.Move.Label(), From: l.From.Label(), To: l.To.Label(), Why: why(l)})
	}
	files := evidenceFiles{s: s, left: maxEvidence}
	var err error
	if v.Attached, err = files.all(ctx, o.Media); err != nil {
		return nil, err
	}
	if v.Before, err = files.taken(ctx, o.PhotosOf(desk.PhotoBefore), exact); err != nil {
		return nil, err
	}
	if v.After, err = files.taken(ctx, o.PhotosOf(desk.PhotoAfter), exact); err != nil {
		return nil, err
	}
	messages, err := s.orderMessages(ctx, o, maxEvidenceMessages)
	if err != nil {
		return nil, err
	}
	v.Cut = len(messages) == maxEvidenceMessages
	for i := range messages {
		if o.State.Final() && messages[i].At.After(o.ClosedAt.Add(desk.FollowUpWait)) {
			break // of other matters
		}
		m := messageViewOf(&messages[i], o, &c, desk.Mask{}, now)
		e := evidenceMessage{At: exact(messages[i].At), Who: m.Who, Text: m.Text}
		if e.Files, err = files.all(ctx, m.Media); err != nil {
			return nil, err
		}
		v.Messages = append(v.Messages, e)
	}
	return v, nil
}

func verdict(o *desk.WorkOrder, clock desk.Clock, now time.Time) string {
	kept, counted := o.Kept(clock, now)
	switch {
	case !counted:
		return "未到"
	case kept:
		return "按时"
	}
	return "超时"
}

// evidenceFiles reads what was sent with an order until the file would grow too large.
type evidenceFiles struct {
	s    *Server
	left int64
}

func (f *evidenceFiles) all(ctx context.Context, refs []desk.MediaRef) ([]evidenceFile, error) {
	var out []evidenceFile
	for _, ref := range refs {
		e, err := f.one(ctx, ref)
		if err != nil {
			return nil, fmt.Errorf("evidence: file %s: %w", ref.Ref, err)
		}
		out = append(out, e)
	}
	return out, nil
}

// taken are photos of the work, named by who took them when.
func (f *evidenceFiles) taken(ctx context.Context, photos []desk.WorkPhoto, exact func(time.Time) string) ([]evidenceFile, error) {
	var out []evidenceFile
	for _, p := range photos {
		e, err := f.one(ctx, p.Media)
		if err != nil {
			return nil, fmt.Errorf("evidence: file %s: %w", p.Media.Ref, err)
		}
		e.Name = p.By + " " + exact(p.At)
		out = append(out, e)
	}
	return out, nil
}

func (f *evidenceFiles) one(ctx context.Context, ref desk.MediaRef) (evidenceFile, error) {
	e := evidenceFile{Name: ref.Name, Kind: string(ref.Kind)}
	kept, err := f.s.mediaFile(ctx, ref.Ref)
	if err == nil && kept.Size == 0 { // not fetched from the channel yet
		kept, err = f.s.fetchMedia(ctx, kept)
	}
	if err != nil {
		e.Sum = "文件取不到"
		return e, nil //nolint:nilerr // said in the file; the rest is evidence all the same
	}
	content, err := f.s.cfg.Store.OpenMedia(ctx, kept.Ref)
	if err != nil {
		return e, err
	}
	defer content.Close()
	body, err := io.ReadAll(content)
	if err != nil {
		return e, err
	}
	sum := sha256.Sum256(body)
	e.Sum = hex.EncodeToString(sum[:])
	if ref.Kind == desk.Photo && inlineTypes[kept.Type] && int64(len(body)) <= f.left {
		f.left -= int64(len(body))
		e.Data = template.URL("data:" + kept.Type + ";base64," + base64.StdEncoding.EncodeToString(body)) //nolint:gosec // a type of the list, and base64
	}
	return e, nil
}
