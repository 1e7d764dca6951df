package personio_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"muster/connect/connecttest"
	"muster/connect/personio"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: personio.New(), Poll: &connecttest.Poll{
		Tokens: true,
		Page: func(r *http.Request) int {
			n, err := strconv.Atoi(r.URL.Query().Get("offset"))
			if err != nil {
				return 0
			}
			return n / 100
		},
		Answer: func(w http.ResponseWriter, records []string, _ string, next int, _ bool) {
			fmt.Fprintf(w, `{"success":true,"metadata":{"current_page":%d,"total_pages":3},"data":[%s]}`, next-1, strings.Join(records, ","))
		},
	}})
}
