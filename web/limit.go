package web

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"linli/desk"
)

// maxBuckets bounds a limit's memory.
const maxBuckets = 20000

// limit allows n at once and n again every per, for each key: a token bucket.
type limit struct {
	n   float64
	per time.Duration
	now func() time.Time

	mu      sync.Mutex
	buckets map[string]bucket
}

type bucket struct {
	tokens float64
	at     time.Time
}

func newLimit(n int, per time.Duration, now func() time.Time) *limit {
	return &limit{n: float64(n), per: per, now: now, buckets: map[string]bucket{}}
}

// take uses one up; when there is none it returns how long until there is.
func (l *limit) take(key string) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b := l.filled(key, now)
	if b.tokens < 1 {
		return max(time.Second, time.Duration((1-b.tokens)/l.n*float64(l.per)))
	}
	b.tokens--
	l.makeRoom(key, now)
	l.buckets[key] = b
	return 0
}

// giveBack undoes a take.
func (l *limit) giveBack(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b, ok := l.buckets[key]; ok {
		b.tokens = min(l.n, b.tokens+1)
		l.buckets[key] = b
	}
}

func (l *limit) filled(key string, now time.Time) bucket {
	b, ok := l.buckets[key]
	if !ok {
		return bucket{tokens: l.n, at: now}
	}
	if d := now.Sub(b.at); d > 0 {
		b.tokens = min(l.n, b.tokens+l.n*float64(d)/float64(l.per))
		b.at = now
	}
	return b
}

// makeRoom forgets full buckets, which say nothing, and then any: a quarter at once, so
// that a flood of keys does not pay for each.
func (l *limit) makeRoom(key string, now time.Time) {
	if _, ok := l.buckets[key]; ok || len(l.buckets) < maxBuckets {
		return
	}
	for k := range l.buckets {
		if l.filled(k, now).tokens >= l.n {
			delete(l.buckets, k)
		}
	}
	for k := range l.buckets {
		if len(l.buckets) <= maxBuckets*3/4 {
			return
		}
		delete(l.buckets, k)
	}
}

// limits are all that are kept.
type limits struct {
	messages, address, conversations *limit
	loginName, loginAddress          *limit
}

func newLimits(now func() time.Time) limits {
	return limits{
		messages:      newLimit(20, time.Minute, now),
		address:       newLimit(120, time.Minute, now),
		conversations: newLimit(20, time.Hour, now),
		loginName:     newLimit(5, 15*time.Minute, now),
		loginAddress:  newLimit(5, 15*time.Minute, now),
	}
}

// limitConversation holds back a resident who sends too much.
func (s *Server) limitConversation(r *http.Request, c desk.Conversation) error {
	if !s.cfg.RateLimit {
		return nil
	}
	if wait := s.limits.messages.take(c.PublicID); wait > 0 {
		return tooFast(wait)
	}
	if wait := s.limits.address.take(s.addressKey(r)); wait > 0 {
		return tooFast(wait)
	}
	return nil
}

// limitBegin holds back an address that begins too many conversations.
func (s *Server) limitBegin(r *http.Request) error {
	if !s.cfg.RateLimit {
		return nil
	}
	key := s.addressKey(r)
	if wait := s.limits.address.take(key); wait > 0 {
		return tooFast(wait)
	}
	if wait := s.limits.conversations.take(key); wait > 0 {
		return tooFast(wait)
	}
	return nil
}

func tooFast(wait time.Duration) *failure {
	return rateLimited("您发得有点快，请等"+spoken(wait)+"再发；有急事请直接打物业电话", wait)
}

// spoken is a wait as one says it.
func spoken(d time.Duration) string {
	if n := seconds(d); n < 60 {
		return fmt.Sprintf(" %d 秒", n)
	}
	return fmt.Sprintf(" %d 分钟", int((d+time.Minute-1)/time.Minute))
}

// peer is where the connection comes from and whether it is one of our proxies.
func (s *Server) peer(r *http.Request) (netip.Addr, bool) {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, false
	}
	a := ap.Addr().Unmap()
	for _, p := range s.cfg.Proxies {
		if p.Contains(a) {
			return a, true
		}
	}
	return a, false
}

// addressKey is whom limits by address count: an IPv4 address or an IPv6 /64. Of what
// a proxy forwards only the last hop is believed, which the proxy itself has written.
func (s *Server) addressKey(r *http.Request) string {
	a, proxied := s.peer(r)
	if proxied {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if b, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1])); err == nil {
			a = b.Unmap()
		}
	}
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// secure reports whether the browser speaks https, to us or to a proxy of ours.
func (s *Server) secure(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	_, proxied := s.peer(r)
	return proxied && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}
