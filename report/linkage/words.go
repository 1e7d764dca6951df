package linkage

import (
	"fmt"
	"strconv"
)

// number writes n with its thousands apart: "12,300".
func number(n int) string { return count(int64(n)) }

func count(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// percent writes a share so that "almost all" is not written as all.
func percent(v float64) string {
	if v > 0.999 && v < 1 {
		return fmt.Sprintf("%.2f %%", min(100*v, 99.99))
	}
	return fmt.Sprintf("%.1f %%", 100*v)
}

// plural writes "1 record" or "3 records".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}
