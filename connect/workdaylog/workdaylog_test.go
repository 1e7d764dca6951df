package workdaylog_test

import (
	"net/http"
	"strconv"
	"testing"

	"muster/connect/connecttest"
	"muster/connect/workdaylog"
)

func TestContract(t *testing.T) {
	poll := connecttest.Numbers("data", "total", "offset", 1000)
	poll.Page = func(r *http.Request) int {
		n, err := strconv.Atoi(r.URL.Query().Get("offset"))
		if err != nil {
			t.Errorf("the offset: %v", err)
		}
		return n / 1000
	}
	connecttest.Run(t, connecttest.Case{System: workdaylog.New(), Poll: poll})
}
