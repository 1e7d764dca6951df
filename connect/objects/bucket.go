package objects

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"muster"
)

// Bucket is where files are taken from.
type Bucket struct {
	// Endpoint is the store's address, such as https://minio.intern.example:9000,
	// before which no bucket stands; empty is Amazon's of the region.
	Endpoint string
	Region   string // such as eu-west-1; many other stores take any
	Name     string
	// Prefix is the front of the keys that are taken; empty takes all.
	Prefix      string
	Credentials Credentials
	// Client makes the requests: one that cannot be aimed at the inside of a network.
	Client *http.Client
	// Wait is called before a request is made again; nil waits by the clock.
	Wait func(context.Context, time.Duration) error
}

// Object is a file of a bucket as a listing states it.
type Object struct {
	Key  string `json:"key"`
	ETag string `json:"etag"` // the store's name of this content, without quotes
	Size int64  `json:"size"` // bytes
}

// The bounds of what a store may answer.
const (
	maxObjects = 1_000_000
	maxPage    = 16 << 20 // bytes of one page of a listing; a thousand keys of 1,024 bytes fit many times
	maxKey     = 1024     // bytes, as S3 has it
	attempts   = 4
)

// listing is a page of ListObjectsV2.
type listing struct {
	XMLName      xml.Name `xml:"ListBucketResult"`
	EncodingType string
	IsTruncated  bool
	Next         string `xml:"NextContinuationToken"`
	Contents     []struct {
		Key, ETag string
		Size      int64
	}
}

// list returns all objects below the prefix, in the order the store names them.
func (b *Bucket) list(ctx context.Context, now func() time.Time) ([]Object, error) {
	var all []Object
	token := ""
	for {
		query := []string{"encoding-type=url", "list-type=2", "prefix=" + encode(b.Prefix, false)}
		if token != "" {
			query = append(query, "continuation-token="+encode(token, false))
		}
		slices.Sort(query) // a signature is over the names in order
		page, err := b.page(ctx, strings.Join(query, "&"), now)
		if err != nil {
			return nil, err
		}
		for _, c := range page.Contents {
			o := Object{Key: c.Key, ETag: strings.Trim(c.ETag, `"`), Size: c.Size}
			if page.EncodingType == "url" {
				if o.Key, err = url.QueryUnescape(c.Key); err != nil {
					return nil, b.damaged(fmt.Errorf("the key %q: %w", c.Key, err))
				}
			}
			if !strings.HasPrefix(o.Key, b.Prefix) || len(o.Key) > maxKey || len(o.ETag) > maxKey || o.Size < 0 {
				return nil, b.damaged(fmt.Errorf("it names an object %.100q of %d bytes, which was not asked for", o.Key, o.Size))
			}
			all = append(all, o)
		}
		if !page.IsTruncated {
			return all, nil
		}
		if page.Next == "" || page.Next == token || len(page.Contents) == 0 || len(all) > maxObjects {
			return nil, b.damaged(fmt.Errorf("its listing does not end after %d objects", len(all)))
		}
		token = page.Next
	}
}

func (b *Bucket) page(ctx context.Context, query string, now func() time.Time) (*listing, error) {
	resp, err := b.ask(ctx, "", query, "", now)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxPage+1))
	if err != nil {
		return nil, b.damaged(err)
	}
	var page listing
	if len(text) > maxPage {
		err = errors.New("a page of its listing is too long")
	} else {
		err = xml.Unmarshal(text, &page)
	}
	if err != nil {
		return nil, b.damaged(err)
	}
	return &page, nil
}

// get asks for an object as it was listed: one that was replaced since is refused
// by the store, and is taken by the next run.
func (b *Bucket) get(ctx context.Context, o Object, now func() time.Time) (io.ReadCloser, error) {
	resp, err := b.ask(ctx, o.Key, "", o.ETag, now)
	if err != nil {
		return nil, err
	}
	if resp.ContentLength >= 0 && resp.ContentLength != o.Size {
		resp.Body.Close()
		return nil, b.damaged(fmt.Errorf("%s has %d bytes and was listed with %d", o.Key, resp.ContentLength, o.Size))
	}
	return resp.Body, nil
}

// ask makes a request until it is answered, a few times where the store is busy.
func (b *Bucket) ask(ctx context.Context, key, query, tag string, now func() time.Time) (*http.Response, error) {
	for attempt := 1; ; attempt++ {
		req, err := b.request(ctx, key, query)
		if err != nil {
			return nil, err
		}
		if tag != "" {
			req.Header.Set("If-Match", strconv.Quote(tag))
		}
		sign(req, b.Credentials, b.Region, now())
		resp, err := b.Client.Do(req)
		if err == nil && resp.StatusCode == http.StatusOK {
			return resp, nil
		}
		again, code := ctx.Err() == nil, muster.CodeTimeout
		if err == nil {
			again = resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests
			code, err = codeOf(resp.StatusCode), refusal(resp)
		}
		if !again || attempt == attempts {
			return nil, b.failed(code, key, err)
		}
		if err := b.wait(ctx, time.Second<<(attempt-1)); err != nil {
			return nil, err
		}
	}
}

func (b *Bucket) wait(ctx context.Context, d time.Duration) error {
	if b.Wait != nil {
		return b.Wait(ctx, d)
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}

// request makes the request for an object, or for the bucket when key is empty.
// Amazon's own store wants the bucket before the host, others in the path.
func (b *Bucket) request(ctx context.Context, key, query string) (*http.Request, error) {
	u, err := url.Parse(b.Endpoint)
	path := "/" + b.Name + "/" + key
	if b.Endpoint == "" {
		u, path = &url.URL{Scheme: "https", Host: b.Name + ".s3." + b.Region + ".amazonaws.com"}, "/"+key
	}
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return nil, &muster.Error{Code: muster.CodeUsage, Message: "the object store's address cannot be used", Hint: "give it as https://host or https://host:port", Err: err}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.Scheme+"://"+u.Host+"/", nil)
	if err != nil {
		return nil, err
	}
	// Sent as it is signed: the client leaves an encoded path as it stands.
	req.URL.Path, req.URL.RawPath, req.URL.RawQuery = path, encode(path, true), query
	req.Header.Set("User-Agent", "muster (fetch)")
	return req, nil
}

// refusal reads why a store refuses: its code, and no word more.
func refusal(resp *http.Response) error {
	defer resp.Body.Close()
	var said struct {
		XMLName xml.Name `xml:"Error"`
		Code    string
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err == nil && xml.Unmarshal(text, &said) == nil && said.Code != "" {
		return fmt.Errorf("it answered %s, %.60q", resp.Status, said.Code)
	}
	return fmt.Errorf("it answered %s", resp.Status)
}

func codeOf(status int) muster.Code {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return muster.CodePermission
	case http.StatusNotFound:
		return muster.CodeNotFound
	case http.StatusPreconditionFailed:
		return muster.CodeConflict
	}
	return muster.CodeTimeout
}

func (b *Bucket) failed(code muster.Code, key string, err error) error {
	what := "the bucket " + b.Name
	if key != "" {
		what = key + " of " + what
	}
	return &muster.Error{Code: code, Message: what + " could not be read: " + err.Error(),
		Hint: "check the address, the region and that the key may list and get; what was taken stays, and the same command goes on from there", Err: err}
}

func (b *Bucket) damaged(err error) error {
	return &muster.Error{Code: muster.CodeDamaged, Message: "the object store's answer cannot be used: " + err.Error(), Hint: "try again; if it stays so, ask whoever runs the store", Err: err}
}
