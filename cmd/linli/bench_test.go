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
)

const benchResidents = 64

// BenchmarkEndToEnd is messages through the real program: taken in over HTTP, decided,
// and the stored reply read back. All texts differ. msgs/s, and the time to the reply.
func BenchmarkEndToEnd(b *testing.B) {
	s := start(b, b.TempDir(), "LINLI_CONTENT="+must(awakeContent())(b))
	residents := make([]*resident, benchResidents)
	for i := range residents {
		residents[i] = s.resident(b)
	}
	took := make([]time.Duration, b.N)
	var next atomic.Int64
	var group sync.WaitGroup
	b.ResetTimer()
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
	b.ReportMetric(residentMemory(b, s), "RSS-MB")
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
