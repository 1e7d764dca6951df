package objects

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"muster"
)

// ReadCredentials reads the file in which Amazon's programs keep keys: sections
// such as [default] with aws_access_key_id, aws_secret_access_key and, of
// temporary ones, aws_session_token.
func ReadCredentials(file, profile string) (Credentials, error) {
	in, err := os.Open(file)
	if err != nil {
		return Credentials{}, &muster.Error{Code: muster.CodeNotFound, Message: "the file of credentials cannot be read: " + err.Error(), Hint: "name another with --credentials", Err: err}
	}
	defer in.Close()
	var c Credentials
	here := false
	lines := bufio.NewScanner(io.LimitReader(in, 1<<20))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if name, ok := strings.CutPrefix(line, "["); ok {
			here = strings.TrimSpace(strings.TrimSuffix(name, "]")) == profile
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !here || !ok {
			continue
		}
		c.set(strings.TrimSpace(key), strings.TrimSpace(value))
	}
	if err := lines.Err(); err != nil {
		return Credentials{}, err
	}
	return c, c.check(fmt.Sprintf("section [%s] of %s", profile, file))
}

func (c *Credentials) set(key, value string) {
	switch strings.ToLower(key) {
	case "aws_access_key_id":
		c.ID = value
	case "aws_secret_access_key":
		c.Secret = value
	case "aws_session_token":
		c.Token = value
	}
}

// EnvironmentCredentials takes them from the variables Amazon's programs use.
// get is os.Getenv.
func EnvironmentCredentials(get func(string) string) (Credentials, error) {
	c := Credentials{ID: get("AWS_ACCESS_KEY_ID"), Secret: get("AWS_SECRET_ACCESS_KEY"), Token: get("AWS_SESSION_TOKEN")}
	return c, c.check("the environment")
}

func (c *Credentials) check(where string) error {
	if c.ID == "" || c.Secret == "" || strings.ContainsAny(c.ID+c.Secret+c.Token, "\r\n ") {
		return &muster.Error{Code: muster.CodeUsage, Message: where + " holds no key of the object store",
			Hint: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a file with --credentials"}
	}
	return nil
}
