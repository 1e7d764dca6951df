package networks

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/oschwald/maxminddb-golang/v2"

	"muster"
)

// Places is a database of addresses in the MaxMind form (mmdb) that an operator
// brought: cities, networks' numbers and names, kinds of connection, anonymity
// services, as MaxMind, DB-IP and IPinfo publish them.
//
// A place of an address is coarse, and wrong for carriers, satellites, tunnels and
// relays; it is compared with what somebody claimed and weighs nothing by itself.
type Places struct {
	Name string    // the database's own type: "GeoLite2-City"
	Date time.Time // when it was built
	db   *maxminddb.Reader

	mu   sync.Mutex
	seen map[netip.Addr]found
}

// found is what a database says of an address.
type found struct {
	city      muster.City
	country   muster.Country
	lat, lon  float64
	asn       int32
	provider  muster.Text
	class     muster.NetworkClass
	something bool
}

// mostSeen bounds the addresses remembered: logs name the same few again and again.
const mostSeen = 50_000

// OpenPlaces opens a database. Errors wrap ErrFormat where the file is none.
func OpenPlaces(path string) (*Places, error) {
	db, err := maxminddb.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", filepath.Base(path), ErrFormat, err)
	}
	name := strings.TrimSpace(db.Metadata.DatabaseType)
	if name == "" {
		name = filepath.Base(path)
	}
	return &Places{Name: cut(name), Date: time.Unix(int64(db.Metadata.BuildEpoch), 0).UTC(), db: db, seen: map[netip.Addr]found{}}, nil
}

// Verify reads the whole database and returns what is wrong with it.
func (p *Places) Verify() error {
	if err := p.db.Verify(); err != nil {
		return fmt.Errorf("%s: %w: %w", p.Name, ErrFormat, err)
	}
	return nil
}

// Size is how many nodes the database's tree of networks has.
func (p *Places) Size() int { return int(p.db.Metadata.NodeCount) }

// Close lets the file go.
func (p *Places) Close() error { return p.db.Close() }

// said names the database and its date.
func (p *Places) said() string { return p.Name + " of " + p.Date.Format(time.DateOnly) }

// of looks an address up.
func (p *Places) of(addr netip.Addr) found {
	p.mu.Lock()
	defer p.mu.Unlock()
	if f, ok := p.seen[addr]; ok {
		return f
	}
	var f found
	var record map[string]any
	// A damaged database says nothing of the address; status verifies all of it.
	if r := p.db.Lookup(addr); r.Err() == nil && r.Found() && r.Decode(&record) == nil {
		f = read(record)
	}
	if len(p.seen) >= mostSeen {
		clear(p.seen)
	}
	p.seen[addr] = f
	return f
}

// read takes what is needed out of a record, in the forms that publishers use.
func read(r map[string]any) (f found) {
	country, city, asn := r["country"], r["city"], r["autonomous_system_number"]
	if code, ok := country.(string); ok && len(code) == 2 { // IPinfo's flat form
		f.country = muster.Country(code)
	} else {
		f.country = muster.Country(text(at(country, "iso_code")))
	}
	if code := text(r["country_code"]); len(code) == 2 {
		f.country = muster.Country(code)
	}
	if len(f.country) != 2 {
		f.country = ""
	}
	if name, ok := city.(string); ok {
		f.city = muster.City(cut(name))
	} else {
		f.city = muster.City(cut(text(at(city, "names", "en"))))
	}
	lat, lon := first(at(r["location"], "latitude"), r["lat"], r["latitude"]), first(at(r["location"], "longitude"), r["lng"], r["longitude"])
	if lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180 {
		f.lat, f.lon = lat, lon
	}
	if n := first(asn, strings.TrimPrefix(text(r["asn"]), "AS")); n > 0 && n < 1<<31 {
		f.asn = int32(n)
	}
	for _, name := range []string{"autonomous_system_organization", "as_name", "isp"} {
		if f.provider == "" {
			f.provider = muster.Text(cut(text(r[name])))
		}
	}
	f.class = class(r)
	f.something = f != found{}
	return f
}

// class reads databases of anonymity services and of kinds of connection. The most
// harmless reading goes first.
func class(r map[string]any) muster.NetworkClass {
	switch strings.ToLower(text(r["connection_type"])) {
	case "cellular":
		return muster.NetworkMobile
	case "satellite":
		return muster.NetworkSatellite
	}
	for _, k := range []struct {
		name  string
		class muster.NetworkClass
	}{
		{"is_tor_exit_node", muster.NetworkTor}, {"is_anonymous_vpn", muster.NetworkVPN}, {"is_residential_proxy", muster.NetworkResidential}, {"is_hosting_provider", muster.NetworkHosting},
	} {
		if yes, _ := r[k.name].(bool); yes {
			return k.class
		}
	}
	return ""
}

// at follows names into a record, nil where there is nothing.
func at(v any, path ...string) any {
	for _, name := range path {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// first is the first of some values that is a number, 0 without one.
func first(values ...any) float64 {
	for _, v := range values {
		switch n := v.(type) {
		case float64:
			return n
		case float32:
			return float64(n)
		case uint64:
			return float64(n)
		case uint32:
			return float64(n)
		case uint16:
			return float64(n)
		case int32:
			return float64(n)
		case string:
			if f, err := strconv.ParseFloat(n, 64); err == nil {
				return f
			}
		}
	}
	return 0
}

// maxText bounds a name that a database states, in bytes.
const maxText = 120

func cut(s string) string {
	if len(s) > maxText {
		s = s[:maxText]
	}
	return strings.ToValidUTF8(s, "")
}

// say adds to an origin what the database knows and the source did not state: a
// place as a whole, a network's number and name, and what kind it is.
func (p *Places) say(o *muster.Origin, addr netip.Addr) {
	f := p.of(addr)
	if !f.something {
		return
	}
	told := false
	if o.City == "" && o.Country == "" && o.Latitude == 0 && o.Longitude == 0 && (f.country != "" || f.city != "" || f.lat != 0 || f.lon != 0) {
		o.City, o.Country, o.Latitude, o.Longitude = f.city, f.country, f.lat, f.lon
		told = true
	}
	if o.ASN == 0 && f.asn != 0 {
		o.ASN, told = f.asn, true
	}
	if o.Provider == "" && f.provider != "" {
		o.Provider, told = f.provider, true
	}
	if o.Network == "" && f.class != "" {
		o.Network, told = f.class, true
	}
	if told {
		judged(o, p.said())
	}
}

// judged adds who said something about an origin.
func judged(o *muster.Origin, by string) {
	if o.Judge == "" {
		o.Judge = muster.Text(by)
		return
	}
	o.Judge += muster.Text("; " + by)
}
