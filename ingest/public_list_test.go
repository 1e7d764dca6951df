package ingest

// publicFormats lists what is known about the public examples of each format, and
// why some are refused: nearly all because they were made to be.
func publicFormats() []publicFormat {
	return []publicFormat{
		publicACH(),
		{
			folder: "pain.001", examples: 201, read: 171,
			refused: []refusedExamples{
				{`payment method "CHK" is no credit transfer`, `
					pain001/pain001/corpus/data/coverage/pain.001.001.*/??-cheque-*.xml
					pain001/pain001/corpus/data/market/us/cheque/*.xml`},
				// It states seven payments in its header and holds eight.
				{"line 7: the file states a number of payments of 7, and its payments come to 8", "iso20022/test/testdata/musterfile_pain.001_Nov2020.xml"},
			},
		},
		{
			folder: "camt.053", examples: 6, read: 4,
			refused: []refusedExamples{
				// Its last balance leaves an entry out that it lists as booked the same day.
				{"line 240: the statement closes at 215112.21", "iso20022/test/testdata/camt.053_P_*"},
				// Its amounts were changed to hide somebody's, and its balances were not.
				{"line 287: the statement closes at 15121.12", "oca/odoo/addons/account_statement_import_camt/tests/samples/test-camt053"},
			},
			silent: []string{"iso20022/test/testdata/statement_1.xml"}, // only what was available, not what was booked
		},
		{
			folder: "mt940", examples: 3, read: 2,
			refused: []refusedExamples{{"line 7: an entry stands outside the balances of a statement", "mt940/mt940/MT940-optional.txt"}},
		},
		{folder: "ubl", examples: 6, read: 6},
		{
			folder: "other", examples: 18, // what is next of kin, and is told apart
			refused: []refusedExamples{
				{"this is a notification (camt.054)", "iso20022/test/testdata/*camt*054*"},
				{"this is a bank's answer to a payment file (pain.002)", "iso20022/test/testdata/pain002-*"},
				{"this is an account report (camt.052)", "iso20022/test/testdata/*camt*052*"},
				{"this file collects direct debits (pain.008)", "iso20022/test/testdata/pain008-*"},
			},
		},
	}
}

func publicACH() publicFormat {
	return publicFormat{
		folder: "nacha", examples: 150, read: 107,
		refused: []refusedExamples{
			{"accounting advices (ADV)", `
				ach/examples/testdata/adv-read.ach ach/test/ach-adv-read/adv-read.ach ach/test/testdata/adv*.ach
				ach/test/testdata/flattenADVBatches*.ach`},
			{"the record holds letters that ACH does not have", `
				ach/test/testdata/nonascii*.ach ach/test/testdata/extended-ascii.ach ach/test/testdata/pos-invalidEntryDetail.ach
				ach/test/testdata/Iat-invalidAddenda13.ach ach/test/testdata/iat-invalidAddenda1[124-8].ach`},
			{"the file orders no payments", "ach/test/issues/testdata/issue702-1.ach ach/test/testdata/FISERV-ZEROFILE-*.ach"},
			// Pieces of files, without the record that a file begins with; and what a fuzzer found.
			{"this is no payment file that is read", `
				ach/test/issues/testdata/issue751.ach ach/test/testdata/20110729A-invalid.ach
				ach/test/testdata/bh-ed-ad-bh-ed-ad-ed-ad.ach ach/test/testdata/crashers/0.ach
				ach/test/testdata/crashers/1.ach ach/test/testdata/crashers/2.ach
				ach/test/testdata/crashers/3.ach ach/test/testdata/crashers/4.ach
				ach/test/testdata/crashers/5.ach ach/test/testdata/ppd-debit-fixedLengthInvalid.ach
				ach/test/testdata/return-no-batch-controls.ach ach/test/testdata/return-no-batch-header.ach
				ach/test/testdata/return-no-file-header-control.ach`},
			{"line 5: the file states a number of batches of 2, and its payments come to 1", "ach/test/issues/testdata/issue1620.ach"},
			{"line 93: the file states a number of batches of 5, and its payments come to 4", "ach/test/testdata/20110805A.ach"},
			{"line 32: the file states a number of batches of 665", "ach/test/testdata/shr-credit.ach"},
			{"line 10: the file states a entry hash of 9999999999", "ach/test/testdata/moov-ids.ach"},
			{"line 4: a record of type '5' may not stand here", "ach/test/testdata/iat-batchHeaderErr.ach"},
			{`line 3: transaction code "90" is not one of ACH`, "ach/test/testdata/iat-invalidEntryDetail.ach"},
			{`line 15: the amount "00CCC00004" is not all digits`, "ach/test/testdata/invalid-two-micro-deposits.ach"},
			{`line 2: the effective date "16    " is not written`, "ach/test/testdata/txp-credit.ach"},
		},
	}
}
