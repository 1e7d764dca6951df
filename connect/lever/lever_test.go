package lever_test

import (
	"fmt"
	"testing"
	"time"

	"muster/connect"
	"muster/connect/connecttest"
	"muster/connect/lever"
)

func TestContract(t *testing.T) {
	system := lever.New()
	verify := system.Verify
	system.Verify = nil // the signature stands in the body: tested below
	connecttest.Run(t, connecttest.Case{System: system, Poll: connecttest.Tokens("data", `"next":"%d","hasNext":true`, "offset")})
	secret, now := []byte("open sesame"), time.UnixMilli(1777714200000)
	body := func(secret []byte, token, at string) []byte {
		return fmt.Appendf(nil, `{"event":"candidateHired","token":%q,"triggeredAt":%s,"signature":%q,"data":{}}`, token, at, connect.Sign(secret, []byte("t"+"1777714200000")))
	}
	if err := verify(secret, nil, body(secret, "t", "1777714200000"), now); err != nil {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"another secret": verify([]byte("open"), nil, body(secret, "t", "1777714200000"), now), "no secret": verify(nil, nil, body(nil, "t", "1777714200000"), now),
		"another token": verify(secret, nil, body(secret, "u", "1777714200000"), now), "another time": verify(secret, nil, body(secret, "t", "1777714200001"), now),
		"an old one": verify(secret, nil, body(secret, "t", "1777714200000"), now.Add(time.Hour)), "no JSON": verify(secret, nil, []byte("x"), now), "nothing": verify(secret, nil, nil, now),
	} {
		if err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestMark(t *testing.T) {
	connecttest.Marks(t, lever.New(),
		connecttest.Mark{
			Mark: connect.Mark{Application: "o-1", Candidate: "c-1"},
			Put:  []string{"POST", "/v1/opportunities/o-1/addTags", "", `{"tags":["Muster: a check is due"]}`},
			Take: []string{"POST", "/v1/opportunities/o-1/removeTags", "", `{"tags":["Muster: a check is due"]}`},
		},
		connecttest.Mark{
			Mark: connect.Mark{Application: "o/2", Field: "check", By: "u-1"},
			Put:  []string{"POST", "/v1/opportunities/o%2F2/addTags?perform_as=u-1", "", `{"tags":["check"]}`},
			Take: []string{"POST", "/v1/opportunities/o%2F2/removeTags?perform_as=u-1", "", `{"tags":["check"]}`},
		},
	)
}
