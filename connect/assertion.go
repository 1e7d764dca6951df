package connect

import (
	"cmp"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"time"
)

// assertionLife is how long a signed statement is good: Google takes no more
// than an hour.
const assertionLife = 10 * time.Minute

// errKey says that a file of a key is not one.
var errKey = errors.New("the file holds no key of a service account")

// keyFile is the file in which Google hands out the key of a service account.
type keyFile struct {
	Key   string `json:"private_key"`
	KeyID string `json:"private_key_id"`
	Mail  string `json:"client_email"`
}

// assertion is a statement signed with a service account's key (RFC 7523): who
// asks, for what, and in whose name.
func assertion(e *Entry, to string) (string, error) {
	var file keyFile
	if err := json.Unmarshal([]byte(e.Secret), &file); err != nil {
		return "", errKey // the error of the parser may repeat what is in it
	}
	key, err := file.key()
	if err != nil {
		return "", err
	}
	head, err := json.Marshal(map[string]string{"alg": "RS256", "typ": "JWT", "kid": file.KeyID})
	if err != nil {
		return "", err
	}
	claims := map[string]any{"iss": cmp.Or(e.ID, file.Mail), "aud": to, "scope": cmp.Or(e.Scope, e.Login.Scope), "iat": e.Now.Unix(), "exp": e.Now.Add(assertionLife).Unix()}
	if e.Subject != "" {
		claims["sub"] = e.Subject
	}
	body, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	text := base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(body)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	if err != nil {
		return "", errKey
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

func (f *keyFile) key() (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(f.Key))
	if block == nil {
		return nil, errKey
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errKey
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, errKey
	}
	return key, nil
}
