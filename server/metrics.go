package server

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/newscheck/newscheck/index"
)

// metrics are what /metrics shows, in a registry of the server's own.
type metrics struct {
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	inFlight prometheus.Gauge
	refused  *prometheus.CounterVec
	verdicts *prometheus.CounterVec
	forgot   prometheus.Counter
	show     http.Handler
}

// buckets of a look-up, in seconds: the promise is 5 ms for half, 25 ms for all
// but one in a hundred.
var buckets = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}

func newMetrics(ix Index) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "newscheck_http_requests_total", Help: "Requests answered, by route, method and status."}, []string{"route", "method", "status"}),
		took:     prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "newscheck_http_request_seconds", Help: "Time from the request's head to the end of its answer.", Buckets: buckets}, []string{"route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "newscheck_http_requests_in_flight", Help: "Requests that are not answered yet."}),
		refused:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "newscheck_http_refused_total", Help: "Requests refused before they were worked on, by reason."}, []string{"reason"}),
		verdicts: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "newscheck_verdicts_total", Help: "Verdicts told, by verdict and whether the article was kept."}, []string{"verdict", "kept"}),
		forgot:   prometheus.NewCounter(prometheus.CounterOpts{Name: "newscheck_forgotten_total", Help: "Articles forgotten at the request of a client."}),
	}
	reg := prometheus.NewRegistry()
	reg.MustRegister(m.requests, m.took, m.inFlight, m.refused, m.verdicts, m.forgot, newIndexCollector(ix),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, why := range []string{"busy", "memory", "streams", "host", "token", "cross_site"} {
		m.refused.WithLabelValues(why) // a counter that is not there cannot be told from one that never rose
	}
	m.show = promhttp.HandlerFor(reg, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
	return m
}

func (m *metrics) request(route, method string, status int, took time.Duration) {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH":
	default:
		method = "other" // clients must not be able to make series
	}
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	m.took.WithLabelValues(route).Observe(took.Seconds())
}

func (m *metrics) verdict(f *index.Finding, kept bool) {
	v := string(f.Verdict)
	if f.Known {
		v = "known"
	}
	m.verdicts.WithLabelValues(v, strconv.FormatBool(kept)).Inc()
}

// indexCollector shows what the index holds, asked for when it is scraped.
type indexCollector struct {
	ix    Index
	descs []*prometheus.Desc
	mu    sync.Mutex
	last  index.Stats // what was known before an error
}

func newIndexCollector(ix Index) *indexCollector {
	c := &indexCollector{ix: ix}
	for _, d := range [][2]string{
		{"newscheck_index_articles", "Articles in the index."}, {"newscheck_index_stories", "Stories in the index."}, {"newscheck_index_families", "Running stories in the index."},
		{"newscheck_index_text_bytes", "Texts in the index, in bytes."}, {"newscheck_index_disk_bytes", "Disk that the index takes, in bytes."},
		{"newscheck_index_memory_bytes", "Memory that the index takes, in bytes."},
	} {
		c.descs = append(c.descs, prometheus.NewDesc(d[0], d[1], nil, nil))
	}
	return c
}

// Describe implements prometheus.Collector.
func (c *indexCollector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range c.descs {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (c *indexCollector) Collect(out chan<- prometheus.Metric) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if st, err := c.ix.Stats(); err == nil {
		c.last = st
	}
	for i, v := range []float64{float64(c.last.Articles), float64(c.last.Stories), float64(c.last.Families), float64(c.last.TextBytes), float64(c.last.DiskBytes), float64(c.last.Memory)} {
		out <- prometheus.MustNewConstMetric(c.descs[i], prometheus.GaugeValue, v)
	}
}
