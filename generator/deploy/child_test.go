//go:build tools

package deploy

import (
	"context"
	"fmt"
	"os"
	"testing"
)

// child is what this test program does in place of its tests when a test has
// started it: one deploy.
func child(role string) {
	t := Target{Name: "web", Kind: Bucket, Index: Website, Bucket: os.Getenv("OPSPRESS_TEST_BUCKET"), Endpoint: os.Getenv("OPSPRESS_TEST_ENDPOINT"), Keep: 10}
	_, err := Deploy(context.Background(), Job{Target: t, Site: siteB.manifest(&testing.T{}), World: World{Clock: newFake().clock()}})
	if err != nil {
		fmt.Fprintln(os.Stderr, role, err)
		os.Exit(1)
	}
	os.Exit(0)
}
