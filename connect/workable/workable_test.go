package workable_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"muster/connect"
	"muster/connect/connecttest"
	"muster/connect/workable"
)

func TestContract(t *testing.T) {
	poll := connecttest.Addresses("candidates", "next", "/spi/v3/candidates")
	poll.Answer = func(w http.ResponseWriter, records []string, base string, next int, last bool) {
		more := ""
		if !last {
			more = fmt.Sprintf(`,"paging":{"next":"%s/spi/v3/candidates?page=%d"}`, base, next)
		}
		fmt.Fprintf(w, `{"candidates":[%s]%s}`, strings.Join(records, ","), more)
	}
	connecttest.Run(t, connecttest.Case{System: workable.New(), Poll: poll, Push: &connecttest.Push{Sign: func(secret, body []byte, _ time.Time) http.Header {
		return http.Header{"X-Workable-Signature": {connect.Sign(secret, body)}}
	}}})
}

func TestMark(t *testing.T) {
	connecttest.Marks(t, workable.New(), connecttest.Mark{
		Mark: connect.Mark{Candidate: "1a2b", Field: "13e0eb0e"},
		Put:  []string{"PATCH", "/spi/v3/candidates/1a2b/update_custom_attribute_value", "", `{"checked":true,"custom_attribute_key":"13e0eb0e"}`},
		Take: []string{"PATCH", "/spi/v3/candidates/1a2b/update_custom_attribute_value", "", `{"checked":false,"custom_attribute_key":"13e0eb0e"}`},
	})
}
