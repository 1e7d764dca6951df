package server

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"muster"
	"muster/api"
	"muster/internal/outward"
	"muster/store"
)

// Config is everything an installation can be told. A file holds it as YAML
// under the names in the tags; fields left out keep their defaults.
type Config struct {
	// Data is the folder of the database and, below it, of the keys.
	Data string `yaml:"data"`
	// DB is a database server, postgres://user@host/name. Empty: a file in Data.
	DB string `yaml:"db"`
	// DBPasswordFile holds the database server's password, so that it stands in
	// no command line and no configuration.
	DBPasswordFile string `yaml:"db_password_file"`
	// Keys is the folder of the keys. Empty: keys in Data.
	Keys string `yaml:"keys"`
	// Organisation is whose data this is.
	Organisation muster.OrganisationID `yaml:"organisation"`
	// Title is the organisation's name as pages show it.
	Title string `yaml:"title"`
	// Listen is the address of the pages, host:port.
	Listen string `yaml:"listen"`
	// URL is the address people type, such as https://muster.example.org. Empty:
	// made from Listen. Needed behind a proxy, for links in messages and passkeys.
	URL string `yaml:"url"`
	// Metrics is the address of the Prometheus metrics, loopback by default.
	// Empty: none.
	Metrics string `yaml:"metrics"`
	// Region is the country of telephone numbers without a country code.
	Region string `yaml:"region"`
	// TLS says how connections are protected.
	TLS TLSConfig `yaml:"tls"`
	// SignOn is a provider people sign in with.
	SignOn SignOnConfig `yaml:"sign_on"`
	// Sessions bounds how long people stay signed in.
	Sessions SessionConfig `yaml:"sessions"`
	// Messages says where messages and findings go, beside the webhooks that
	// the settings page holds.
	Messages MessagesConfig `yaml:"messages"`
	// Systems are the outside systems whose records are read.
	Systems []SystemConfig `yaml:"systems"`
	// Lists is a folder of lists that say what kind of network events come from,
	// kept by muster lists update. Empty: only the systems' own verdicts count.
	Lists string `yaml:"lists"`
	// Tools is a muster.yaml whose programs and approved tools hold here too, so
	// that one file serves muster screen and the server. Empty: none.
	Tools string `yaml:"tools"`

	// API bounds what a program may ask; zero fields take their defaults.
	API api.Limits `yaml:"-"`
	// Version is the program's, for the record of runs.
	Version string `yaml:"-"`
	// Command reads documents in a process of its own: see document.PoolConfig.
	Command []string `yaml:"-"`
	// Now is the clock; nil means the system's.
	Now func() time.Time `yaml:"-"`
	// Log is where the program tells its operators what it does; nil discards.
	Log *slog.Logger `yaml:"-"`

	asked    func(string)     // see store.Options.Asked
	resolver outward.Resolver // who is asked for the addresses of names; nil: the system's
}

// TLSConfig says how connections are protected. Without any, the address must
// be a loopback one, or Proxied set.
type TLSConfig struct {
	Certificate string   `yaml:"certificate"` // file of the certificate chain, PEM
	Key         string   `yaml:"key"`         // file of its private key, PEM
	ACME        []string `yaml:"acme"`        // host names to get certificates for by themselves
	Email       string   `yaml:"email"`       // whom the authority may write to
	Directory   string   `yaml:"directory"`   // the authority's ACME directory; empty: Let's Encrypt
	Roots       string   `yaml:"roots"`       // PEM file of issuers to trust beside the system's when Directory is asked
	// AccountID and AccountKeyFile bind the account with the authority to one that
	// is there already, where it asks for that (RFC 8555, external account
	// binding): the id it gave out, and a file that holds the key it gave with it.
	AccountID      string `yaml:"account_id"`
	AccountKeyFile string `yaml:"account_key_file"`

	Redirect string `yaml:"redirect"` // address that sends http on to https, such as :80; empty: none
	Proxied  bool   `yaml:"proxied"`  // a proxy in front ends TLS; URL is then https
}

// SignOnConfig is an OpenID Connect provider. It says who somebody is; what
// they may do, the users here say. Nobody becomes a user by signing in.
type SignOnConfig struct {
	Name       string `yaml:"name"`        // as the button says it
	Issuer     string `yaml:"issuer"`      // https address under which the provider describes itself
	ClientID   string `yaml:"client_id"`   // as the provider knows this installation
	SecretFile string `yaml:"secret_file"` // holds the client's secret; empty: none, PKCE alone
	Roots      string `yaml:"roots"`       // PEM file of issuers to trust beside the system's when the provider is asked

	// Groups is the claim that lists somebody's groups, such as groups; empty:
	// groups give nobody a role. GroupsScope is asked for beside openid, email and
	// profile where the provider states groups only then.
	Groups      string `yaml:"groups"`
	GroupsScope string `yaml:"groups_scope"`
}

// SessionConfig bounds sessions.
type SessionConfig struct {
	Idle     time.Duration `yaml:"idle"`     // without a request
	Absolute time.Duration `yaml:"absolute"` // in any case
	Rotate   time.Duration `yaml:"rotate"`   // after which the cookie changes
}

// maxConfig bounds a configuration file in bytes.
const maxConfig = 1 << 20

// DefaultConfig is what holds when nothing is said.
func DefaultConfig() Config {
	return Config{
		Organisation: muster.DefaultOrganisation, Listen: "127.0.0.1:8470", Metrics: "127.0.0.1:8471", Region: "GB",
		Sessions: SessionConfig{Idle: 30 * time.Minute, Absolute: 12 * time.Hour, Rotate: time.Hour},
	}
}

// LoadConfig reads a configuration file over the defaults. A word it does not
// know is an error that shows the place.
func LoadConfig(file string) (Config, error) {
	c := DefaultConfig()
	info, err := os.Stat(file)
	if err != nil {
		return c, &muster.Error{Code: muster.CodeNotFound, Message: "the configuration cannot be read: " + err.Error(), Hint: "see docs/server.md for one to start from", Err: err}
	}
	if info.Size() > maxConfig || !info.Mode().IsRegular() {
		return c, &muster.Error{Code: muster.CodeTooLarge, Message: file + " is no configuration file", Hint: "name a YAML file of at most 1 MB"}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return c, err
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return c, nil
	}
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&c); err != nil {
		return c, &muster.Error{Code: muster.CodeUsage, Message: "the configuration " + file + " cannot be understood:\n" + yaml.FormatError(err, false, true), Hint: "docs/server.md names every word", Err: err}
	}
	return c, nil
}

// Validate says what is missing or contradicts itself.
func (c *Config) Validate() error {
	if c.Data == "" {
		return configError("data: no folder is named", "add data: /var/lib/muster, or --data DIR")
	}
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return configError(fmt.Sprintf("listen: %q is no address", c.Listen), "write it as 127.0.0.1:8470")
	}
	if !c.secure() && !loopback(host) {
		return configError("listen: "+c.Listen+" can be reached from elsewhere, and nothing protects the connection", "name tls.certificate and tls.key, or tls.acme, or set tls.proxied behind a proxy that does")
	}
	if (c.TLS.Certificate == "") != (c.TLS.Key == "") {
		return configError("tls: certificate and key go together", "name both files")
	}
	if err := c.validateDoors(); err != nil {
		return err
	}
	if c.DB != "" && !store.IsServer(c.DB) {
		return configError("db: this is no database server", "write postgres://user@host/name; a file lies in the data folder by itself")
	}
	if u, err := url.Parse(c.DB); err == nil && u.User != nil {
		if _, has := u.User.Password(); has {
			return configError("db: the password stands in the address", "put it into a file and name that as db_password_file")
		}
	}
	if c.Metrics != "" {
		if host, _, err := net.SplitHostPort(c.Metrics); err != nil || !loopback(host) {
			return configError("metrics: only a loopback address will do", "write 127.0.0.1:8471, or leave it empty")
		}
	}
	if s := c.Sessions; s.Idle <= 0 || s.Absolute < s.Idle || s.Rotate <= 0 {
		return configError("sessions: idle, absolute and rotate must be durations, absolute the longest", "for example idle: 30m, absolute: 12h, rotate: 1h")
	}
	if u, err := url.Parse(c.URL); c.URL != "" && (err != nil || u.Host == "" || u.Scheme != "https" && !loopback(u.Hostname()) || strings.Trim(u.Path, "/") != "") {
		return configError(fmt.Sprintf("url: %q is not where people find the pages", c.URL), "write https://muster.example.org")
	}
	return nil
}

// validateDoors looks at the ways in that need more than an address.
func (c *Config) validateDoors() error {
	t, o := &c.TLS, &c.SignOn
	own := t.Certificate != "" || len(t.ACME) > 0
	if t.Redirect != "" {
		if _, _, err := net.SplitHostPort(t.Redirect); err != nil || !own {
			return configError(fmt.Sprintf("tls.redirect: %q is no address, or there is no TLS of our own to send people on to", t.Redirect), "write :80, beside a certificate or acme")
		}
	}
	if t.Directory != "" && !safeAddress(t.Directory) {
		return configError(fmt.Sprintf("tls.directory: %q is no https address", t.Directory), "leave it empty for Let's Encrypt")
	}
	if t.Roots != "" && t.Directory == "" {
		return configError("tls.roots: no authority of your own is named", "name its directory beside it; the certificate of the pages themselves is tls.certificate")
	}
	if (t.AccountID == "") != (t.AccountKeyFile == "") || t.AccountID != "" && (t.Directory == "" || len(t.ACME) == 0) {
		return configError("tls: account_id and account_key_file go together, beside acme and the directory of the authority that gave them out", "name the id in the configuration and put the key into a file, chmod 600")
	}
	if *o == (SignOnConfig{}) {
		return nil
	}
	if o.ClientID == "" || !safeAddress(o.Issuer) {
		return configError("sign_on: issuer must be an https address, and client_id is needed beside it", "the provider shows both where this application is registered")
	}
	if host, _, _ := net.SplitHostPort(c.Listen); c.URL == "" && !loopback(host) {
		return configError("sign_on: url is needed, so that the provider sends people back", "write url: https://muster.example.org")
	}
	return nil
}

// safeAddress accepts https anywhere, and http on this machine.
func safeAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && u.User == nil && (u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()))
}

func configError(message, hint string) error {
	return &muster.Error{Code: muster.CodeUsage, Message: message, Hint: hint}
}

// secure reports whether browsers reach the pages over TLS.
func (c *Config) secure() bool {
	return c.TLS.Proxied || c.TLS.Certificate != "" || len(c.TLS.ACME) > 0
}

// Address is where people find the pages, as far as the configuration says.
func (c *Config) Address() string {
	switch {
	case c.URL != "":
		return strings.TrimRight(c.URL, "/")
	case len(c.TLS.ACME) > 0:
		return "https://" + c.TLS.ACME[0]
	case c.secure():
		return "https://" + c.Listen
	}
	return "http://" + c.Listen
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func (c *Config) keysFolder() string {
	if c.Keys != "" {
		return c.Keys
	}
	return filepath.Join(c.Data, "keys")
}

// place is what store.Open opens. The password is read from its file here and
// kept nowhere else.
func (c *Config) place() (string, error) {
	if c.DB == "" {
		return filepath.Join(c.Data, "muster.db"), nil
	}
	if c.DBPasswordFile == "" {
		return c.DB, nil
	}
	secret, err := os.ReadFile(c.DBPasswordFile)
	if err != nil {
		return "", keyError("the database's password cannot be read", err)
	}
	u, err := url.Parse(c.DB)
	if err != nil || u.User == nil {
		return "", errors.New("db: the address names no user")
	}
	u.User = url.UserPassword(u.User.Username(), strings.TrimRight(string(secret), "\r\n"))
	return u.String(), nil
}
