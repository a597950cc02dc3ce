//go:build tools

package deploy

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"
)

// child is what this test program does in place of its tests when a test has
// started it: one deploy, into a bucket or into a folder.
func child(role string) {
	j := Job{Site: siteB.manifest(&testing.T{}), World: World{Clock: newFake().clock()}}
	if role == "folder" {
		j = folderJob(&testing.T{}, os.Getenv("OPSPRESS_TEST_FOLDER"), siteB, newFake())
		at, _ := strconv.Atoi(os.Getenv("OPSPRESS_TEST_KILL"))
		count := 0
		j.fault = func(string, string) error {
			if count++; count == at {
				self, _ := os.FindProcess(os.Getpid())
				self.Kill()
				select {}
			}
			return nil
		}
	} else {
		j.Target = Target{Name: "web", Kind: Bucket, Index: Website, Bucket: os.Getenv("OPSPRESS_TEST_BUCKET"), Endpoint: os.Getenv("OPSPRESS_TEST_ENDPOINT"), Keep: 10}
	}
	if _, err := Deploy(context.Background(), j); err != nil {
		fmt.Fprintln(os.Stderr, role, err)
		os.Exit(1)
	}
	os.Exit(0)
}
