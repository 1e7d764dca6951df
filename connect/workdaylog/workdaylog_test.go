package workdaylog_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"muster/connect/connecttest"
	"muster/connect/workdaylog"
)

// TestContract holds a log to the contract that answers with fewer records than
// are asked for: each question begins where the last answer ended.
func TestContract(t *testing.T) {
	begins := []int{0} // of the pages, in records
	connecttest.Run(t, connecttest.Case{System: workdaylog.New(), Poll: &connecttest.Poll{
		Tokens: true,
		Page: func(r *http.Request) int {
			n, err := strconv.Atoi(r.URL.Query().Get("offset"))
			if err != nil {
				t.Errorf("the offset: %v", err)
			}
			return max(0, slices.Index(begins, n))
		},
		Answer: func(w http.ResponseWriter, records []string, _ string, next int, last bool) {
			end, total := begins[next-1]+len(records), 1<<20
			if last {
				total = end
			} else if len(begins) == next {
				begins = append(begins, end)
			}
			fmt.Fprintf(w, `{"total":%d,"data":[%s]}`, total, strings.Join(records, ","))
		},
	}})
}
