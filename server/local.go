package server

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// doorFile tells a program started again over the same folder where the first
// one is, and how to ask it for a link. Only the owner of the folder reads it,
// and they hold the database anyway.
const doorFile = "open.json"

// door is what is in it.
type door struct {
	Address string `json:"address"`
	Pages   string `json:"pages"`
	Secret  string `json:"secret"`
}

// AnswerLocal answers, on a loopback address of its own, a program started
// again over the same folder with a fresh one-time link. It ends with ctx.
func (s *Server) AnswerLocal(ctx context.Context, data, pages string, link func(context.Context) (string, error)) error {
	secret, digest := freshSecret()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	one := &http.Server{ReadHeaderTimeout: headerTime, ReadTimeout: headerTime, WriteTimeout: headerTime, Handler: s.local(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if r.Method != http.MethodPost || subtle.ConstantTimeCompare(digestOf(given), digest) != 1 {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		path, err := link(r.Context())
		if err != nil {
			s.log.ErrorContext(r.Context(), "no link could be made", "error", err)
			http.Error(w, "no", http.StatusInternalServerError)
			return
		}
		io.WriteString(w, pages+path)
	}))}
	body, err := json.Marshal(door{Address: "http://" + l.Addr().String(), Pages: pages, Secret: secret})
	if err != nil {
		return errors.Join(err, l.Close())
	}
	file := filepath.Join(data, doorFile)
	if err := errors.Join(ignoreMissing(os.Remove(file)), os.WriteFile(file, body, 0o600)); err != nil {
		return errors.Join(err, l.Close())
	}
	go func() {
		if err := one.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("a program started again is not answered", "error", err)
		}
	}()
	context.AfterFunc(ctx, func() {
		if err := errors.Join(one.Close(), ignoreMissing(os.Remove(file))); err != nil {
			s.log.Error("the way back in could not be closed", "error", err)
		}
	})
	return nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// KnockLocal asks the program that has a folder open for a link.
func KnockLocal(ctx context.Context, data string) (link string, found bool) {
	text, err := os.ReadFile(filepath.Join(data, doorFile))
	if err != nil {
		return "", false
	}
	var d door
	if json.Unmarshal(text, &d) != nil || !safeAddress(d.Address) || !strings.HasPrefix(d.Address, "http://127.0.0.1:") {
		return "", false
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.Address, nil)
	if err != nil {
		return "", false
	}
	r.Header.Set("Authorization", "Bearer "+d.Secret)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", false
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 4096))
	if err != nil || answer.StatusCode != http.StatusOK || !strings.HasPrefix(string(body), d.Pages+"/") {
		return "", false
	}
	return string(body), true
}
