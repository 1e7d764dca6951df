// Package pay holds the red flags around money: whose account is paid, who
// else is paid there, and how that changes.
//
// A change of bank details is most often a bank switch, and next an attack on
// an honest worker's wages; that explanation always stands first. Nothing here
// looks at the country of an account, and no pay is ever stopped by a program.
package pay
