package ecs_test

import (
	"testing"

	"muster/connect/connecttest"
	"muster/connect/ecs"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: ecs.New()})
}
