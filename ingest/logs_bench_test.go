package ingest_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"

	"muster"
	systems "muster/connect/all"
	"muster/ingest"
)

// loggedFolder writes a people table and an Okta log of their days: of each
// person and day a sign-in in the morning and one in the afternoon, one
// refused in ten, with the fields a real record has.
func loggedFolder(b *testing.B, people, days int) (dir string, events int, bytes int64) {
	b.Helper()
	dir = b.TempDir()
	write := func(name string, fill func(w *bufio.Writer)) {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			b.Fatal(err)
		}
		w := bufio.NewWriterSize(f, 1<<20)
		fill(w)
		if err := w.Flush(); err != nil {
			b.Fatal(err)
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
	write("people.csv", func(w *bufio.Writer) {
		fmt.Fprintln(w, "Employee ID,First name,Last name,Work email,Start date")
		for i := range people {
			fmt.Fprintf(w, "E%d,Ada%d,Holm,p%d@example.com,2024-01-05\n", i, i, i)
		}
	})
	write("okta.jsonl", func(w *bufio.Writer) {
		for day := range days {
			for hour := range 2 {
				for i := range people {
					events++
					result := "SUCCESS"
					if events%10 == 0 {
						result = "FAILURE"
					}
					fmt.Fprintf(w, `{"actor":{"id":"00u%d","type":"User","alternateId":"p%d@example.com","displayName":"Ada Holm"},"client":{"userAgent":{"rawUserAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/137.0 Safari/537.36","os":"Windows 10","browser":"CHROME"},"zone":"null","device":"Computer","ipAddress":"192.0.%d.%d","geographicalContext":{"city":"Leeds","state":"England","country":"United Kingdom","postalCode":"LS1","geolocation":{"lat":53.8,"lon":-1.5}}},"device":{"id":"guo%d","name":"laptop","managed":true},"authenticationContext":{"externalSessionId":"102-%d-%d","authenticationStep":0},"displayMessage":"User login to Okta","eventType":"user.session.start","outcome":{"result":"%s"},"published":"2026-05-%02dT%02d:%02d:%02d.%03dZ","securityContext":{"asNumber":64500,"asOrg":"home line","isp":"home line","isProxy":false},"severity":"INFO","debugContext":{"debugData":{"requestUri":"/api/v1/authn","dtHash":"%032x"}},"transaction":{"type":"WEB","id":"W%d"},"uuid":"ev-%d","version":"0"}`+"\n",
						i, i, i/250%250, i%250, i, i, day, result, 1+day, 8+5*hour, i%60, i/60%60, i%1000, events, events, events)
				}
			}
		}
	})
	info, err := os.Stat(filepath.Join(dir, "okta.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	return dir, events, info.Size()
}

// BenchmarkLogs reads the logs of many people into observations. With
// MUSTER_LOG_PEOPLE=100000 and -benchtime=1x it is the size the design asks for.
func BenchmarkLogs(b *testing.B) {
	people := 1000
	if n, err := strconv.Atoi(os.Getenv("MUSTER_LOG_PEOPLE")); err == nil {
		people = n
	}
	dir, events, size := loggedFolder(b, people, 30)
	b.SetBytes(size)
	b.ResetTimer()
	for range b.N {
		batch, err := ingest.Read(context.Background(), []string{dir}, ingest.Options{Systems: systems.Systems()})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if !batch.Logs || batch.Len() != people {
			b.Fatal("not read")
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		runtime.KeepAlive(batch)
		b.ReportMetric(float64(m.HeapAlloc)/1e6, "MB-held")
		b.ReportMetric(float64(m.Sys)/1e6, "MB-peak")
		b.StartTimer()
	}
	b.ReportMetric(float64(events*b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkUnpack reads what was kept of one person's thirty days.
func BenchmarkUnpack(b *testing.B) {
	dir, _, _ := loggedFolder(b, 50, 30)
	batch, err := ingest.Read(context.Background(), []string{dir}, ingest.Options{Systems: systems.Systems()})
	if err != nil {
		b.Fatal(err)
	}
	var list []muster.Observation
	b.ResetTimer()
	for n := range b.N {
		if list, err = batch.Observations(n%50, list[:0]); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(list)), "observations")
}
