// Package lists reads sanctions lists as their publishers write them: OFAC's
// advanced XML and CSV (SDN and consolidated), the UK sanctions list in XML and
// CSV, the UN's consolidated XML, the EU's XML and CSV, FollowTheMoney entities
// in JSON lines, and any CSV table with a name column.
//
// [Read] recognises the format from the content. Readers are strict: a list
// that is broken is refused with the place, because half a sanctions list is
// worse than last week's. They stream, and bound the size of the whole, of one
// entry and of what is kept of it. Entries that name nothing (no name, document
// or wallet) are counted as rejected and left out.
//
// Only what is compared is kept: names, dates and places of birth, documents,
// wallets, and for people to read the programmes. Nationality and citizenship
// are not read.
//
// Every figure and column name follows the publishers' own descriptions;
// docs/lists.md has the addresses.
package lists
