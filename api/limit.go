package api

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"muster"
)

// Limits bounds what one caller can ask of one node.
type Limits struct {
	PerSecond float64 // requests of one key or user, on average; 50 by default
	Burst     int     // requests at once; 200 by default
	Line      int     // bytes of an observation; 1 MiB by default
	Bulk      int64   // bytes of a bulk upload; 4 GiB by default
	Streams   int     // event streams of the node; 100 by default
	Each      int     // event streams of one caller; 4 by default
}

func (l Limits) withDefaults() Limits {
	if l.PerSecond <= 0 {
		l.PerSecond = 50
	}
	if l.Burst <= 0 {
		l.Burst = 200
	}
	if l.Line <= 0 {
		l.Line = 1 << 20
	}
	if l.Bulk <= 0 {
		l.Bulk = 4 << 30
	}
	if l.Streams <= 0 {
		l.Streams = 100
	}
	if l.Each <= 0 {
		l.Each = 4
	}
	return l
}

// limiter counts requests by caller, and unknown keys by address, as buckets
// that fill up again by themselves.
type limiter struct {
	limits Limits
	now    func() time.Time

	mu      sync.Mutex
	callers map[string]*bucket
	unknown map[string]*bucket
}

// bucket holds what a caller may still ask.
type bucket struct {
	left float64
	at   time.Time
}

// Unknown keys an address may try at once, and how fast that fills up again.
const (
	unknownBurst     = 20
	unknownPerSecond = 0.2
)

// maxBuckets bounds memory: when there are more, those that are full go.
const maxBuckets = 20_000

func newLimiter(l Limits, now func() time.Time) *limiter {
	return &limiter{limits: l, now: now, callers: map[string]*bucket{}, unknown: map[string]*bucket{}}
}

// fill brings a bucket up to now.
func fill(in map[string]*bucket, name string, perSecond float64, burst int, now time.Time) *bucket {
	b := in[name]
	if b == nil {
		if len(in) >= maxBuckets {
			for n, old := range in {
				if old.left+now.Sub(old.at).Seconds()*perSecond >= float64(burst) {
					delete(in, n)
				}
			}
		}
		b = &bucket{float64(burst), now}
		in[name] = b
	}
	if passed := now.Sub(b.at).Seconds(); passed > 0 {
		b.left, b.at = min(float64(burst), b.left+passed*perSecond), now
	}
	return b
}

// take counts a request and says in the answer's headers what is left.
func (l *limiter) take(w http.ResponseWriter, who string, key bool) error {
	l.mu.Lock()
	b := fill(l.callers, who, l.limits.PerSecond, l.limits.Burst, l.now())
	ok := b.left >= 1
	if ok {
		b.left--
	}
	left := b.left
	l.mu.Unlock()
	full := time.Duration((float64(l.limits.Burst) - left) / l.limits.PerSecond * float64(time.Second))
	head := w.Header()
	head.Set("RateLimit-Limit", strconv.Itoa(l.limits.Burst))
	head.Set("RateLimit-Remaining", strconv.Itoa(int(left)))
	head.Set("RateLimit-Reset", seconds(full))
	if ok {
		return nil
	}
	message := "you ask too often" // a browser that is signed in knows of no key
	if key {
		message = "this key asks too often"
	}
	return tooMany(time.Duration((1-left)/l.limits.PerSecond*float64(time.Second)), message)
}

// failed counts an unknown key from an address, and is how long the address waits
// where there were too many.
func (l *limiter) failed(from string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := fill(l.unknown, from, unknownPerSecond, unknownBurst, l.now())
	if b.left >= 1 {
		b.left--
		return 0
	}
	return time.Duration((1 - b.left) / unknownPerSecond * float64(time.Second))
}

// seconds are whole seconds, rounded up: who waits that long may ask.
func seconds(d time.Duration) string { return strconv.Itoa(int(math.Ceil(d.Seconds()))) }

func tooMany(wait time.Duration, message string) error {
	p := problem(http.StatusTooManyRequests, muster.CodeTooLarge, message, "wait as long as Retry-After says; send records in bulk rather than one by one")
	p.headers = http.Header{"Retry-After": {strconv.Itoa(max(1, int(math.Ceil(wait.Seconds()))))}}
	return p
}
