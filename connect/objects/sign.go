package objects

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Credentials are what requests are signed with.
type Credentials struct {
	ID, Secret string
	Token      string // of temporary credentials; empty for lasting ones
}

// emptyHash is the SHA-256 of no bytes: no request here has a body.
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// sign adds a signature of the method, the address and the headers that matter.
// The request must have been given its address by address, and no body.
func sign(req *http.Request, c Credentials, region string, now time.Time) {
	now = now.UTC()
	stamp, day := now.Format("20060102T150405Z"), now.Format("20060102")
	req.Header.Set("X-Amz-Date", stamp)
	req.Header.Set("X-Amz-Content-Sha256", emptyHash)
	if c.Token != "" {
		req.Header.Set("X-Amz-Security-Token", c.Token)
	}
	names, headers := signedHeaders(req)
	canonical := strings.Join([]string{req.Method, req.URL.EscapedPath(), req.URL.RawQuery, headers, names, emptyHash}, "\n")
	scope := strings.Join([]string{day, region, "s3", "aws4_request"}, "/")
	sum := sha256.Sum256([]byte(canonical))
	text := strings.Join([]string{"AWS4-HMAC-SHA256", stamp, scope, hex.EncodeToString(sum[:])}, "\n")
	key := []byte("AWS4" + c.Secret)
	for _, part := range []string{day, region, "s3", "aws4_request", text} {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+c.ID+"/"+scope+",SignedHeaders="+names+",Signature="+hex.EncodeToString(key))
}

// signedHeaders returns the names and the lines of the headers that are signed.
func signedHeaders(req *http.Request) (names, lines string) {
	values := map[string]string{"host": req.URL.Host}
	for name, list := range req.Header {
		low := strings.ToLower(name)
		if strings.HasPrefix(low, "x-amz-") || low == "if-match" || low == "range" {
			values[low] = strings.TrimSpace(list[0])
		}
	}
	var list []string
	for name := range values {
		list = append(list, name)
	}
	slices.Sort(list)
	var b strings.Builder
	for _, name := range list {
		b.WriteString(name + ":" + values[name] + "\n")
	}
	return strings.Join(list, ";"), b.String()
}

// encode writes text as Signature Version 4 wants it in an address: everything
// but letters, digits and -._~ as %XX. Of a path the slashes stay.
func encode(text string, path bool) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~", c) >= 0, path && c == '/':
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
		}
	}
	return b.String()
}
