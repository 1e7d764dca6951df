package store_test

import (
	"fmt"
	"strings"
	"testing"

	"muster"
	"muster/internal/pgtest"
	"muster/store"
)

// TestFewAreReadByThemselves holds that a server reads a few people with their
// keys and no others, also before it has counted its tables: just after an import
// it has not.
func TestFewAreReadByThemselves(t *testing.T) {
	var text string
	o := options()
	o.Asked = func(s string) {
		if strings.Contains(s, "from subjects") {
			text = s
		}
	}
	s, err := store.Open(t.Context(), pgtest.Start(t).Database(t), o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Put(t.Context(), crowd(3000), nil); err != nil {
		t.Fatal(err)
	}
	ids, args := make([]muster.SubjectID, 64), make([]any, 64)
	for i := range ids {
		ids[i] = crowd(3000).Subject(7 * i).ID
		args[i] = string(ids[i])
	}
	var plan []string
	err = s.View(t.Context(), org, func(tx *store.Tx) error {
		if err := tx.Many(ids, func(store.Whole) error { return nil }); err != nil {
			return err
		}
		rows, err := tx.Query("explain "+text, args...)
		if err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
		defer rows.Close()
		plan = nil
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				return err
			}
			plan = append(plan, line)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	if shown := strings.Join(plan, "\n"); !strings.Contains(shown, "vault_keys") || strings.Contains(shown, "Join") || strings.Contains(shown, "Seq Scan on vault_keys") {
		t.Errorf("64 people of 3,000 are read by\n%s", shown)
	}
}
