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
