package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"muster/connect/objects"
	"muster/internal/escape"
	"muster/internal/outward"
)

// fetchOptions is what the flags of `muster fetch` say.
type fetchOptions struct {
	out, endpoint, region, credentials, profile string
	allow                                       []string
	most                                        string
	json                                        bool
}

func fetchCommand() *cobra.Command {
	var o fetchOptions
	const example = "muster fetch s3://warehouse/exports/ --region eu-west-1 --out new"
	cmd := &cobra.Command{
		Use:   "fetch s3://BUCKET/PREFIX",
		Short: "Take new files from an object store into a folder",
		Long: `Fetch takes the objects of a bucket whose keys begin with a prefix into a folder,
for screen and imports to read: from Amazon S3 or a store that speaks its protocol.
What was taken is remembered in the folder, by key and content, so that the next
run takes only what is new or has changed, also once the files were read and taken
away. Nothing is written to the bucket.

The key is read from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or from a file of
credentials. Only https is spoken, but for a store on this very computer.`,
		Example: "  " + example + "\n  muster fetch s3://warehouse/exports/ --endpoint https://minio.intern.example:9000 --allow minio.intern.example --out new",
		Args:    exactly(1, "a bucket", example),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := needs(cmd, map[string]string{"out": o.out}, example); err != nil {
				return err
			}
			return o.run(cmd, args[0])
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.out, "out", "o", "", "folder for the files, one for each bucket and prefix")
	f.StringVar(&o.endpoint, "endpoint", "", "address of a store that is not Amazon's, such as https://minio.intern.example:9000")
	f.StringVar(&o.region, "region", "", "region of the bucket (default: AWS_REGION, else us-east-1)")
	f.StringVar(&o.credentials, "credentials", "", "file of credentials as Amazon's programs keep them (default: the environment)")
	f.StringVar(&o.profile, "profile", "default", "section of the file of credentials")
	f.StringSliceVar(&o.allow, "allow", nil, "hosts or address ranges inside your network that may be asked")
	f.StringVar(&o.most, "most", "20GB", "how much to take in one run; what is beyond it waits for the next")
	f.BoolVar(&o.json, "json", false, "print one JSON object")
	return cmd
}

func (o *fetchOptions) run(cmd *cobra.Command, from string) error {
	bucket, err := o.bucket(from)
	if err != nil {
		return err
	}
	most, err := parseMemory(o.most)
	if err != nil {
		return usageError("--most "+o.most+" is no size", "write it as 500MB or 20GB")
	}
	progress := newProgress(cmd.ErrOrStderr(), o.json)
	defer progress.stop()
	folder := &objects.Folder{Dir: o.out, Bucket: bucket, Now: time.Now, MaxBytes: most,
		Progress: func(_ objects.Object, done, of int) { progress.show("fetching", done, of) }}
	told, err := folder.Update(cmd.Context())
	progress.stop()
	if told == nil || o.json && err != nil {
		return err
	}
	if o.json {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(told)
	}
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "%s taken into %s, %d taken before\n", counted(len(told.Taken), "object", "objects"), o.out, told.Known)
	if told.Waiting > 0 {
		fmt.Fprintf(w, "%s for the next run: --most %s was reached\n", counted(told.Waiting, "object waits", "objects wait"), o.most)
	}
	for _, l := range told.LeftOut {
		fmt.Fprintf(w, "left out: %s: %s\n", escape.Line(l.Key), escape.Line(l.Why))
	}
	return err
}

// bucket reads where to take files from.
func (o *fetchOptions) bucket(from string) (*objects.Bucket, error) {
	name, prefix, _ := strings.Cut(strings.TrimPrefix(from, "s3://"), "/")
	if !strings.HasPrefix(from, "s3://") || !isBucketName(name) {
		return nil, usageError(escape.Line(from)+" names no bucket", "write it as s3://BUCKET/PREFIX")
	}
	b := &objects.Bucket{Endpoint: o.endpoint, Region: cmp.Or(o.region, os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION"), "us-east-1"), Name: name, Prefix: prefix}
	var err error
	if o.credentials != "" {
		b.Credentials, err = objects.ReadCredentials(o.credentials, o.profile)
	} else {
		b.Credentials, err = objects.EnvironmentCredentials(os.Getenv)
	}
	if err != nil {
		return nil, err
	}
	allow, plain := o.allow, false
	if host := loopback(o.endpoint); host != "" {
		// What is allowed inside is then asked without TLS too, so it is nothing else.
		allow, plain = []string{host}, true
	}
	guard, err := outward.New(outward.Config{Allow: allow, Plain: plain, Timeout: time.Hour, MaxBody: 1 << 40})
	if err != nil {
		return nil, usageError(err.Error(), "give --allow a host name or a range such as 10.20.0.0/16")
	}
	b.Client = guard.Client()
	return b, nil
}

// loopback returns the host of an address that leads to this very computer.
func loopback(endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	host := u.Hostname()
	if addr, err := netip.ParseAddr(host); err == nil && addr.IsLoopback() {
		return host
	}
	if host == "localhost" {
		return host
	}
	return ""
}

// isBucketName reports a name as Amazon allows it, which is safe in a host and a path.
func isBucketName(name string) bool {
	if len(name) < 3 || len(name) > 63 || strings.Contains(name, "..") {
		return false
	}
	for _, c := range name {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
	}
	return name[0] != '-' && name[0] != '.'
}
