package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// writeLogs writes a people table, the devices issued to them, and the logs of
// their days: sign-ins in the morning and the afternoon, and what osquery says of
// the device, what is plugged in and what runs. It returns how many events.
func writeLogs(b *testing.B, dir string, people, days int) (events int) {
	b.Helper()
	out := map[string]*bufio.Writer{}
	for _, name := range []string{"people.csv", "devices.csv", "okta.jsonl", "osquery.jsonl"} {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			b.Fatal(err)
		}
		out[name] = bufio.NewWriterSize(f, 1<<20)
		defer func() {
			if err := out[name].Flush(); err != nil {
				b.Error(err)
			}
			if err := f.Close(); err != nil {
				b.Error(err)
			}
		}()
	}
	fmt.Fprintln(out["people.csv"], "Employee ID,First name,Last name,Work email,Start date,City,Country")
	fmt.Fprintln(out["devices.csv"], "Serial number,Employee ID,Issued on")
	for i := range people {
		fmt.Fprintf(out["people.csv"], "E%d,Ada%d,Holm,p%d@example.com,2024-01-05,Leeds,GB\n", i, i, i)
		fmt.Fprintf(out["devices.csv"], "SN%d,E%d,2024-01-05\n", i, i)
	}
	first := time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)
	for day := range days {
		for i := range people {
			at := first.AddDate(0, 0, day).Add(time.Duration(i%3600) * time.Second)
			for half := range 2 {
				events++
				fmt.Fprintf(out["okta.jsonl"], `{"uuid":"e%d","published":%q,"eventType":"user.session.start","version":"0","severity":"INFO","actor":{"alternateId":"p%d@example.com"},"outcome":{"result":"SUCCESS"},"client":{"ipAddress":"192.0.%d.%d","geographicalContext":{"city":"Leeds","country":"United Kingdom","geolocation":{"lat":53.8,"lon":-1.5}}},"device":{"id":"guo%d","managed":true},"securityContext":{"asNumber":64500,"isProxy":false}}`+"\n",
					events, at.Add(time.Duration(half)*5*time.Hour).Format(time.RFC3339), i, i/250%250, i%250, i)
			}
			for _, row := range []string{
				`"name":"system_info","columns":{"hardware_serial":"SN%d","hardware_model":"laptop"}`, `"name":"usb_devices","columns":{"usb_address":"1","vendor":"Maker","vendor_id":"046d","model":"Mouse%d","model_id":"c077"}`,
				`"name":"processes","columns":{"name":"caffeine%d","path":"/usr/bin/caffeine"}`,
			} {
				events++
				fmt.Fprintf(out["osquery.jsonl"], `{%s,"action":"added","unixTime":%d,"hostIdentifier":"h","decorations":{"hardware_serial":"SN%d"}}`+"\n", fmt.Sprintf(row, i), at.Unix(), i)
			}
		}
	}
	return events
}

// BenchmarkAllDetectors reads a month of logs, makes days of them, and asks every
// detector about everybody, from the files to the report.
func BenchmarkAllDetectors(b *testing.B) {
	dir := b.TempDir()
	events := writeLogs(b, dir, 2000, 30)
	for b.Loop() {
		out := filepath.Join(b.TempDir(), "report")
		if status := run(b.Context(), []string{"screen", dir, "--out", out}, strings.NewReader(""), io.Discard, io.Discard); status != exitDone {
			b.Fatalf("status %d", status)
		}
	}
	b.ReportMetric(float64(events)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
