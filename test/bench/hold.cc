// The hold model, with ns-3's own scheduler (the default, a map): the same delays, the same number of events and the same
// output as hold.mjs.
//
//   hold PENDING EVENTS  →  {"rate": events a second, "end": virtual microseconds}
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "ns3/simulator.h"

namespace {

constexpr std::uint32_t DELAYS = 1U << 20;

std::vector<std::int32_t> delays(DELAYS);
std::uint64_t drawn = 0;
std::uint64_t handled = 0;
std::uint64_t warmUp = 0;
std::uint64_t last = 0;
std::clock_t start;

void drawDelays() {
  std::uint32_t word = 2463534242U;
  for (std::uint32_t i = 0; i < DELAYS; i += 1) {
    word ^= word << 13;
    word ^= word >> 17;
    word ^= word << 5;
    const int zeros = __builtin_clz(word | 1U);
    const std::uint64_t mantissa = ((word << zeros) >> 15) & 0xffffU;
    const std::uint64_t pieces = static_cast<std::uint64_t>(zeros) * 65536U + (65535U - mantissa);
    delays[i] = static_cast<std::int32_t>(1 + pieces * 693147U / 65536U);
  }
}

void handle(std::uint32_t payload) {
  handled += 1;
  ns3::Simulator::Schedule(ns3::MicroSeconds(delays[drawn & (DELAYS - 1)]), &handle, payload);
  drawn += 1;
  if (handled == warmUp) start = std::clock();
  if (handled == last) ns3::Simulator::Stop();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::uint64_t pending = std::strtoull(argv[1], nullptr, 10);
  const std::uint64_t events = std::strtoull(argv[2], nullptr, 10);
  warmUp = pending > 1000000 ? pending : 1000000;
  last = warmUp + events;
  drawDelays();
  for (; drawn < pending; drawn += 1) {
    ns3::Simulator::Schedule(ns3::MicroSeconds(delays[drawn & (DELAYS - 1)]), &handle, static_cast<std::uint32_t>(drawn));
  }
  ns3::Simulator::Run();
  const double taken = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  std::printf("{\"rate\":%.0f,\"end\":%" PRId64 "}\n", static_cast<double>(events) / taken,
              static_cast<std::int64_t>(ns3::Simulator::Now().GetMicroSeconds()));
  // The pending events are left to the end of the process.
  std::fflush(stdout);
  std::_Exit(0);
}
