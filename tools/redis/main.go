// A Redis server in memory, for Argo CD's cache: redis <address>, for instance 127.0.0.1:6379.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alicebob/miniredis/v2"
)

func main() {
	server := miniredis.NewMiniRedis()
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: redis <address>")
		os.Exit(2)
	}
	if err := server.StartAddr(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	<-stop
	server.Close()
}
