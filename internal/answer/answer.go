// Package answer says with which status of HTTP an error is answered, the same
// for pages and programs.
package answer

import (
	"net/http"

	"muster"
)

// Status is the status for errors of a code.
func Status(c muster.Code) int {
	switch c {
	case muster.CodeNotFound:
		return http.StatusNotFound
	case muster.CodePermission:
		return http.StatusForbidden
	case muster.CodeConflict:
		return http.StatusConflict
	case muster.CodeTooLarge, muster.CodeBomb:
		return http.StatusRequestEntityTooLarge
	case muster.CodeTimeout:
		return http.StatusServiceUnavailable
	case muster.CodeInternal:
		return http.StatusInternalServerError
	case muster.CodeUnsupported:
		return http.StatusUnsupportedMediaType
	case muster.CodeDamaged, muster.CodeTruncated:
		return http.StatusBadRequest
	}
	return http.StatusUnprocessableEntity
}
