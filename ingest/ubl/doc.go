// Package ubl reads invoices and credit notes in the Universal Business Language
// 2.1, as Peppol BIS Billing carries them: who bills, where they want to be paid,
// and how much.
//
// [Parse] is strict: amounts are exact decimals in one currency, the sum of the
// lines, the totals without and with tax and what is to be paid are computed
// again, and a document that contradicts itself is refused with the line.
// Sizes and depth are bounded; a document type declaration is not allowed.
package ubl
