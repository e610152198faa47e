package main

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linli/bot"
	"linli/data"
	"linli/desk"
	"linli/store"
)

const benchResidents = 64

// BenchmarkEndToEnd is messages through the real program: taken in over HTTP, decided,
// and the stored reply read back. All texts differ. msgs/s, and the time to the reply.
func BenchmarkEndToEnd(b *testing.B) {
	s := start(b, b.TempDir(), "LINLI_CONTENT="+must(awakeContent())(b))
	residents := s.benchResidents(b)
	b.ResetTimer()
	s.converse(b, residents)
	b.ReportMetric(residentMemory(b, s), "RSS-MB")
}

func (s *served) benchResidents(b *testing.B) []*resident {
	residents := make([]*resident, benchResidents)
	for i := range residents {
		residents[i] = s.resident(b)
	}
	return residents
}

// converse has the residents say b.N things, each the next when the last was answered.
func (s *served) converse(b *testing.B, residents []*resident) {
	took := make([]time.Duration, b.N)
	var next atomic.Int64
	var group sync.WaitGroup
	for _, r := range residents {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < b.N; i = int(next.Add(1)) - 1 {
				began := time.Now()
				if err := s.roundTrip(r, fmt.Sprintf("%s（%d）", questions[i%len(questions)], i)); err != nil {
					b.Error(err)
					return
				}
				took[i] = time.Since(began)
			}
		})
	}
	group.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msgs/s")
	b.ReportMetric(took[b.N/2].Seconds()*1000, "p50-ms")
	b.ReportMetric(took[b.N*99/100].Seconds()*1000, "p99-ms")
}

const benchReceivers = 500

// BenchmarkBroadcast is the same conversation over the web, alone and while a notice goes out to
// 500 residents in Telegram, and how fast that goes: it is held back so as not to be in the way.
func BenchmarkBroadcast(b *testing.B) {
	dir := b.TempDir()
	s, tg := startTelegram(b, dir, "LINLI_CONTENT="+must(awakeContent())(b))
	for i := range benchReceivers {
		tg.UserSays(int64(firstUser+i), int64(firstUser+i), "你好")
	}
	for i := range benchReceivers {
		tg.WaitSent(int64(firstUser+i), "")
	}
	residents := s.benchResidents(b)
	b.Run("alone", func(b *testing.B) { s.converse(b, residents) })
	b.Run("beside", func(b *testing.B) {
		beside(b, dir, func(st *store.Store) { announce(b, st) })
		before := tg.Calls("sendMessage")
		b.ResetTimer()
		s.converse(b, residents)
		b.ReportMetric(float64(tg.Calls("sendMessage")-before)/b.Elapsed().Seconds(), "sent/s")
	})
}

// announce begins to tell all residents that the water is off.
func announce(b *testing.B, st *store.Store) {
	ctx := b.Context()
	content := must(bot.LoadContent(ctx, data.Files(), desk.Edits{}))(b)
	acts := &bot.Staff{Orders: st, Content: content, Now: time.Now}
	by := desk.Staff{ID: 1, Name: "值班", Role: desk.RoleManager, Community: "demo", Active: true}
	i := must(acts.WriteIncident(ctx, by, 0, 0, desk.IncidentPlan{Kind: desk.WaterOut, From: time.Now(), Text: "水管抢修，全小区停水。"}))(b)
	i = must(acts.PublishIncident(ctx, by, i.ID))(b)
	must(acts.Broadcast(ctx, by, i.ID, i.Version, true))(b)
}

// roundTrip says something and waits for the reply to it.
func (s *served) roundTrip(r *resident, text string) error {
	r.n++
	var got taken
	status, err := call(s.base, "POST", "/api/v1/conversations/"+r.ID+"/messages", r.Token,
		map[string]string{"client_id": fmt.Sprint("b", r.n), "text": text}, &got)
	if err != nil {
		return err
	}
	if status != http.StatusAccepted {
		return fmt.Errorf("not taken in: HTTP %d", status)
	}
	for {
		var heard struct{ Messages []message }
		path := fmt.Sprintf("/api/v1/conversations/%s/messages?after=%d&wait=10s", r.ID, max(r.after, got.ID))
		status, err := call(s.base, "GET", path, r.Token, nil, &heard)
		if err != nil {
			return err
		}
		if status != http.StatusOK || len(heard.Messages) == 0 {
			return fmt.Errorf("no reply: HTTP %d", status)
		}
		for _, m := range heard.Messages {
			r.after = m.ID
			if m.ReplyTo == got.ID {
				return nil
			}
		}
	}
}

// BenchmarkStart is the time from nothing to ready, and the memory then.
func BenchmarkStart(b *testing.B) {
	must(binary())(b)
	content := "LINLI_CONTENT=" + must(awakeContent())(b)
	var memory float64
	dir := b.TempDir()
	for b.Loop() {
		s := start(b, dir, content)
		b.StopTimer()
		time.Sleep(500 * time.Millisecond)
		memory = residentMemory(b, s)
		s.stop(b)
		b.StartTimer()
	}
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ready-ms")
	b.ReportMetric(memory, "idle-RSS-MB")
}

var rss = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

// residentMemory is the program's resident memory in MB, 0 where /proc does not tell.
func residentMemory(b *testing.B, s *served) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	m := rss.FindSubmatch(text)
	if err != nil || m == nil {
		return 0
	}
	kb := must(strconv.Atoi(string(m[1])))(b)
	return float64(kb) / 1024
}
