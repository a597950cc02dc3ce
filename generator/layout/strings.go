package layout

// Strings are the interface strings of one language, with English behind them.
type Strings struct {
	Lang string
}
