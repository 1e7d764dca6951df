package simulate

import "math/rand/v2"

// source is the randomness of one chunk or one persona. Each has its own,
// seeded from the run's seed and its number, so that the order in which cores
// take up work changes nothing.
type source struct{ *rand.Rand }

// streams keep the seeds of different kinds of work apart.
const (
	streamChunk    = 1
	streamOperator = 2
	streamPersona  = 3
	streamAgency   = 4
	streamPlace    = 5
	streamLive     = 6
	streamMarket   = 7
)

func newSource(seed, stream, number uint64) source {
	return source{rand.New(rand.NewPCG(mix(seed^mix(stream)), mix(number+stream<<56)))}
}

// chance is true with that probability.
func (s source) chance(probability float64) bool { return s.Float64() < probability }

// between returns a number from low to high, both included.
func (s source) between(low, high int) int { return low + s.IntN(high-low+1) }

// pick returns one of the values.
func pick[T any](s source, values []T) T { return values[s.IntN(len(values))] }

// mix spreads bits (the finaliser of splitmix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// permute maps 0..size-1 onto itself without repeats, keyed by key: a balanced
// Feistel network over the next even number of bits, walked until it lands
// inside. It hands out values that look random and never collide, so that no
// two honest people share a phone by accident and no table is kept.
func permute(key, value, size uint64) uint64 {
	half := uint(1)
	for uint64(1)<<(2*half) < size {
		half++
	}
	mask := uint64(1)<<half - 1
	for {
		left, right := value>>half, value&mask
		for round := uint64(0); round < 4; round++ {
			left, right = right, left^(mix(key+round<<48+right)&mask)
		}
		value = left<<half | right
		if value < size {
			return value
		}
	}
}
