package web

import (
	"context"
	_ "embed"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"linli/store"
)

//go:embed openapi.yaml
var openAPIFile []byte

// askTime is how long the database may take to answer a probe.
const askTime = 2 * time.Second

func (s *Server) openAPI(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/yaml; charset=utf-8")
	_, _ = w.Write(openAPIFile) // a client that has gone misses it
	return nil
}

type healthJSON struct {
	Status string `json:"status"`
}

// healthz says that the process is alive.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, http.StatusOK, healthJSON{"ok"})
}

// readyz says whether requests can be served.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) error {
	select {
	case <-s.closing:
		return unavailable("正在停止", nil)
	default:
	}
	ctx, cancel := context.WithTimeout(r.Context(), askTime)
	defer cancel()
	if err := s.cfg.Store.Ping(ctx); err != nil {
		return unavailable("数据库没有响应", err)
	}
	return writeJSON(w, http.StatusOK, healthJSON{"ok"})
}

func unavailable(message string, cause error) *failure {
	return &failure{status: http.StatusServiceUnavailable, code: codeInternal, message: message, cause: cause}
}

// metrics are what Prometheus reads: no personal data, labels of bounded number.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	handler  http.Handler
}

func newMetrics(reg *prometheus.Registry, st *store.Store) metrics {
	m := metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "linli_http_requests_total",
			Help: "HTTP requests by route pattern and status."}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "linli_http_request_seconds",
			Help: "Time to answer by route pattern; routes that wait on purpose are left out.", Buckets: prometheus.DefBuckets}, []string{"route"}),
		handler: promhttp.HandlerFor(reg, promhttp.HandlerOpts{}),
	}
	reg.MustRegister(m.requests, m.seconds, newQueues(st))
	return m
}

func (m metrics) observe(route string, status int, d time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	if route != patternMessages && route != patternEvents && route != patternDeskEvents {
		m.seconds.WithLabelValues(route).Observe(d.Seconds())
	}
}

func (m metrics) serve(w http.ResponseWriter, r *http.Request) error {
	m.handler.ServeHTTP(w, r)
	return nil
}

// queues reads the lengths of the queues when they are asked for.
type queues struct {
	store                              *store.Store
	inbox, outbox, undelivered, unread *prometheus.Desc
	oldest                             *prometheus.Desc
}

func newQueues(st *store.Store) queues {
	desc := func(name, help string) *prometheus.Desc { return prometheus.NewDesc(name, help, nil, nil) }
	return queues{
		store:       st,
		inbox:       desc("linli_inbox_waiting", "Messages taken in and not yet decided."),
		oldest:      desc("linli_inbox_oldest_timestamp_seconds", "When the oldest of them came, unix time; 0 if there is none."),
		outbox:      desc("linli_outbox_waiting", "Messages still to be delivered."),
		undelivered: desc("linli_outbox_undelivered", "Messages given up."),
		unread:      desc("linli_updates_unread", "Updates of channels that could not be read."),
	}
}

func (q queues) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{q.inbox, q.oldest, q.outbox, q.undelivered, q.unread} {
		ch <- d
	}
}

func (q queues) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), askTime)
	defer cancel()
	w, err := q.store.Waiting(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(q.inbox, err)
		return
	}
	gauge := func(d *prometheus.Desc, v float64) { ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v) }
	gauge(q.inbox, float64(w.Inbox))
	gauge(q.outbox, float64(w.Outbox))
	gauge(q.undelivered, float64(w.Undelivered))
	gauge(q.unread, float64(w.Unread))
	oldest := 0.0
	if !w.OldestInbox.IsZero() {
		oldest = float64(w.OldestInbox.UnixMilli()) / 1000
	}
	gauge(q.oldest, oldest)
}
