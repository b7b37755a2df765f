-- Checked traffic between two guests, one of these programs in each. Run by LuaJIT: an emulated
-- guest has no processor time to spare for an interpreter, and no compiler.
--
-- The host gives its orders over the virtio port named in the first argument, a line for each; an
-- answer is a line, after "trace" with as many bytes as it names.
--   clock                         -> clock MICROSECONDS
--   listen streams=N              -> listening
--   connect peer=IP payload=BYTES -> connected
--   start rate=HZ probe=HZ tcp=BYTES_PER_SECOND -> started EPOCH
--   stop                          -> stopped; after all that is under way has arrived
--   report                        -> report KEY=VALUE ...
--   trace NAME                    -> trace NAME LENGTH, the bytes
--   quit
-- Times are of the guest's CLOCK_REALTIME, which is also what the kernel stamps packets with; those
-- in traces are 32-bit microseconds since the epoch of "started". Numbers are little-endian.
-- Traces: udp-sent and probe-sent (time for each sequence number), udp-received and probe-received
-- (sequence number, time), refused (error number, time), tcp-N-sent and tcp-N-received (bytes so
-- far, time).
local ffi = require("ffi")
local bit = require("bit")
local C = ffi.C

ffi.cdef [[
typedef long ssize_t;
struct timespec { long tv_sec; long tv_nsec; };
struct iovec { void *base; size_t length; };
struct msghdr {
  void *name; uint32_t name_length; struct iovec *iov; size_t iov_count;
  void *control; size_t control_length; int flags;
};
struct mmsghdr { struct msghdr header; unsigned int length; };
struct cmsghdr { size_t length; int level; int type; struct timespec time; };
struct sockaddr_in { uint16_t family; uint16_t port; uint32_t address; char zero[8]; };
struct pollfd { int fd; short events; short revents; };
int clock_gettime(int, struct timespec *);
int ppoll(struct pollfd *, unsigned long, const struct timespec *, const void *);
int socket(int, int, int);
int bind(int, const struct sockaddr_in *, uint32_t);
int listen(int, int);
int accept(int, void *, void *);
int connect(int, const struct sockaddr_in *, uint32_t);
int setsockopt(int, int, int, const void *, uint32_t);
int shutdown(int, int);
int inet_pton(int, const char *, void *);
uint16_t htons(uint16_t);
ssize_t send(int, const void *, size_t, int);
ssize_t recv(int, void *, size_t, int);
int sendmmsg(int, struct mmsghdr *, unsigned int, int);
int recvmmsg(int, struct mmsghdr *, unsigned int, int, struct timespec *);
int open(const char *, int, ...);
ssize_t read(int, void *, size_t);
ssize_t write(int, const void *, size_t);
int memcmp(const void *, const void *, size_t);
char *strerror(int);
]]

local STREAM, DATAGRAM = 1, 2
local SOL_SOCKET, REUSEADDR, SNDBUFFORCE, RCVBUFFORCE, TIMESTAMPNS = 1, 2, 32, 33, 35
local TCP, NODELAY = 6, 1
local DONTWAIT_NOSIGNAL = 0x4040
local EAGAIN = 11
local POLLIN, POLLHUP = 1, 16
local DATA_PORT, PROBE_PORT, STREAM_PORT = 7001, 7002, 7003
local SOCKET_BUFFER = 4 * 1024 * 1024
local BLOCK = 4096            -- of a stream: 8 bytes of number, the rest pattern
local READ_AHEAD = 16 * BLOCK
local BATCH = 64
local LARGEST_PAYLOAD = 1400
local BURST = 8               -- packets at once when behind
local PATTERN = 65521
local LINGER = 500000         -- microseconds for packets under way after "stop"
local PATIENCE = 30000000     -- microseconds for streams to end after "stop"

local function fail(what)
  io.stderr:write("traffic: ", what, ": ", ffi.string(C.strerror(ffi.errno())), "\n")
  os.exit(1)
end

local function must(result, what)
  if result < 0 then fail(what) end
  return result
end

local timespec = ffi.new("struct timespec[1]")

local function now()
  C.clock_gettime(0, timespec)
  return tonumber(timespec[0].tv_sec) * 1e6 + math.floor(tonumber(timespec[0].tv_nsec) / 1000)
end

-- Twice the period, so that a slice may begin anywhere. Both guests make the same.
local pattern = ffi.new("uint8_t[?]", 2 * PATTERN + BLOCK)
do
  local state = 12345
  for i = 0, PATTERN - 1 do
    state = bit.tobit(state * 69069 % 4294967296 + 1)
    pattern[i] = bit.band(bit.rshift(state, 16), 255)
  end
  ffi.copy(pattern + PATTERN, pattern, PATTERN)
  ffi.copy(pattern + 2 * PATTERN, pattern, BLOCK)
end

-- A trace: 32-bit words in chunks, so that it grows without being copied.
local CHUNK = 65536

local function trace()
  return {chunks = {ffi.new("uint32_t[?]", CHUNK)}, last = nil, used = 0}
end

local function record(t, word)
  if t.used == CHUNK then
    t.chunks[#t.chunks + 1] = ffi.new("uint32_t[?]", CHUNK)
    t.used = 0
  end
  t.chunks[#t.chunks][t.used] = word
  t.used = t.used + 1
end

local traces = {
  ["udp-sent"] = trace(), ["udp-received"] = trace(),
  ["probe-sent"] = trace(), ["probe-received"] = trace(), refused = trace(),
}
local counts = {
  udp_corrupted = 0, tcp_corrupted = 0, tcp_broken = 0, refused = 0, echoed = 0,
}
local epoch = 0

-- Sockets.

local function option(fd, level, name, value)
  must(C.setsockopt(fd, level, name, ffi.new("int[1]", value), 4), "setsockopt " .. name)
end

local function address(ip, port)
  local a = ffi.new("struct sockaddr_in")
  a.family = 2
  a.port = C.htons(port)
  if ip then
    local packed = ffi.new("uint32_t[1]")
    must(C.inet_pton(2, ip, packed) - 1, "address " .. ip)
    a.address = packed[0]
  end
  return a
end

local function open_socket(kind, port)
  local fd = must(C.socket(2, kind, 0), "socket")
  option(fd, SOL_SOCKET, REUSEADDR, 1)
  if kind == DATAGRAM then
    option(fd, SOL_SOCKET, SNDBUFFORCE, SOCKET_BUFFER)
    option(fd, SOL_SOCKET, RCVBUFFORCE, SOCKET_BUFFER)
    option(fd, SOL_SOCKET, TIMESTAMPNS, 1)
  end
  if port then must(C.bind(fd, address(nil, port), 16), "bind to port " .. port) end
  return fd
end

-- Datagrams.

local messages = ffi.new("struct mmsghdr[?]", BATCH)
local vectors = ffi.new("struct iovec[?]", BATCH)
local sources = ffi.new("struct sockaddr_in[?]", BATCH)
local controls = ffi.new("struct cmsghdr[?]", BATCH * 2)
local buffers = ffi.new("uint8_t[?]", BATCH * LARGEST_PAYLOAD)

for i = 0, BATCH - 1 do
  vectors[i].base = buffers + i * LARGEST_PAYLOAD
  messages[i].header.name = sources + i
  messages[i].header.iov = vectors + i
  messages[i].header.iov_count = 1
  messages[i].header.control = controls + 2 * i
end

local function receive(fd)
  for i = 0, BATCH - 1 do
    vectors[i].length = LARGEST_PAYLOAD
    messages[i].header.name_length = 16
    messages[i].header.control_length = 64
  end
  return C.recvmmsg(fd, messages, BATCH, DONTWAIT_NOSIGNAL, nil)
end

local function stamp(i)
  local time = controls[2 * i].time
  return tonumber(time.tv_sec) * 1e6 + math.floor(tonumber(time.tv_nsec) / 1000) - epoch
end

local words = ffi.typeof("uint32_t *")

-- How many of the bytes differ.
local function differing(a, b, length)
  if C.memcmp(a, b, length) == 0 then return 0 end
  local number = 0
  for i = 0, length - 1 do
    if a[i] ~= b[i] then number = number + 1 end
  end
  return number
end

-- A packet is its sequence number twice, then a slice of the pattern that the number names.
local function take(fd, into)
  local number = receive(fd)
  for i = 0, number - 1 do
    local bytes = buffers + i * LARGEST_PAYLOAD
    local length = messages[i].length
    local header = ffi.cast(words, bytes)
    local sequence = header[0]
    if length < 8 or header[1] ~= sequence then
      counts.udp_corrupted = counts.udp_corrupted + math.max(1, length)
    else
      counts.udp_corrupted = counts.udp_corrupted
        + differing(bytes + 8, pattern + sequence % PATTERN, length - 8)
      record(into, sequence)
      record(into, stamp(i))
    end
  end
  return number
end

local packet = ffi.new("uint8_t[?]", LARGEST_PAYLOAD)

local function flow(fd, sent, payload)
  return {fd = fd, sent = sent, payload = payload, next = 0, interval = 0, due = 0}
end

-- Sends what is due; what the kernel refuses is tried again.
local function send_due(f, time)
  local burst = BURST
  while f.due <= time and burst > 0 do
    local header = ffi.cast(words, packet)
    header[0] = f.next
    header[1] = f.next
    ffi.copy(packet + 8, pattern + f.next % PATTERN, f.payload - 8)
    if C.send(f.fd, packet, f.payload, DONTWAIT_NOSIGNAL) ~= f.payload then
      counts.refused = counts.refused + 1
      record(traces.refused, ffi.errno())
      record(traces.refused, time - epoch)
      return
    end
    record(f.sent, time - epoch)
    f.next = f.next + 1
    f.due = f.due + f.interval
    burst = burst - 1
  end
end

-- Whoever asks gets the same packet back.
local function echo(fd)
  local number = receive(fd)
  if number <= 0 then return end
  for i = 0, number - 1 do
    vectors[i].length = messages[i].length
    messages[i].header.control_length = 0
  end
  for i = 0, number - 1 do messages[i].header.control = nil end
  local sent = C.sendmmsg(fd, messages, number, DONTWAIT_NOSIGNAL)
  for i = 0, number - 1 do messages[i].header.control = controls + 2 * i end
  counts.echoed = counts.echoed + math.max(0, sent)
  if sent < number then counts.refused = counts.refused + number - math.max(0, sent) end
end

-- Streams.

local function fill(block, stream, number)
  local header = ffi.cast(words, block)
  header[0] = stream
  header[1] = number
  ffi.copy(block + 8, pattern + (number * 7919 + stream * 104729) % PATTERN, BLOCK - 8)
end

local function hash(h, bytes)
  local w = ffi.cast("int32_t *", bytes)
  for i = 0, BLOCK / 4 - 1 do
    h = bit.tobit(bit.rol(h, 5) + w[i])
  end
  return h
end

local function stream(fd, id)
  option(fd, TCP, NODELAY, 1)
  return {
    fd = fd, id = id, block = ffi.new("uint8_t[?]", BLOCK), buffer = ffi.new("uint8_t[?]", READ_AHEAD),
    filled = 0, number = 0, hash = 0, total = 0, due = 0, rate = 0, started = false, ended = false,
    trace = trace(),
  }
end

local function broke(s)
  s.ended = true
  s.error = ffi.errno()
  counts.tcp_broken = counts.tcp_broken + 1
end

-- The rest of the block under way, and as many blocks as are due.
local function stream_out(s, time, finish)
  if s.ended then return end
  -- After a stall no more than two blocks are made up for.
  if time - s.due > 2 * s.interval then s.due = time - 2 * s.interval end
  while s.filled > 0 or (s.due <= time and not finish) do
    if s.filled == 0 then
      fill(s.block, s.id, s.number)
      s.filled = BLOCK
      s.due = s.due + s.interval
    end
    local n = tonumber(C.send(s.fd, s.block + (BLOCK - s.filled), s.filled, DONTWAIT_NOSIGNAL))
    if n < 0 then
      if ffi.errno() ~= EAGAIN then broke(s) end
      return
    end
    s.filled = s.filled - n
    s.total = s.total + n
    record(s.trace, s.total % 4294967296)
    record(s.trace, time - epoch)
    if s.filled == 0 then
      s.hash = hash(s.hash, s.block)
      s.number = s.number + 1
    end
  end
  if finish then
    s.ended = true
    C.shutdown(s.fd, 1)
  end
end

local function stream_in(s, time)
  if s.ended then return end
  local n = tonumber(C.recv(s.fd, s.buffer + s.filled, READ_AHEAD - s.filled, DONTWAIT_NOSIGNAL))
  if n < 0 then
    if ffi.errno() ~= EAGAIN then broke(s) end
    return
  end
  if n == 0 then
    s.ended = true
    s.clean = s.filled == 0
    return
  end
  s.filled = s.filled + n
  s.total = s.total + n
  record(s.trace, s.total % 4294967296)
  record(s.trace, time - epoch)
  local at = 0
  while s.filled - at >= BLOCK do
    fill(s.block, s.id, s.number)
    counts.tcp_corrupted = counts.tcp_corrupted + differing(s.buffer + at, s.block, BLOCK)
    s.hash = hash(s.hash, s.buffer + at)
    s.number = s.number + 1
    at = at + BLOCK
  end
  s.filled = s.filled - at
  if at > 0 and s.filled > 0 then ffi.copy(s.block, s.buffer + at, s.filled) end
  if at > 0 and s.filled > 0 then ffi.copy(s.buffer, s.block, s.filled) end
end

-- Orders.

local line = must(C.open(assert(arg[1], "which virtio port?"), 2 + 2048), "open " .. arg[1])
local data = open_socket(DATAGRAM, DATA_PORT)
local asking = open_socket(DATAGRAM)
local answering = open_socket(DATAGRAM, PROBE_PORT)
local listening = open_socket(STREAM, STREAM_PORT)
local outgoing, incoming, wanted = {}, {}, 0
local data_flow, probe_flow
local running, stopping, stop_time, quiet = false, false, 0, false

local function say(text)
  local length, at, bytes = #text, 0, ffi.cast("const uint8_t *", text)
  local poll = ffi.new("struct pollfd[1]", {{fd = line, events = 4}})
  while at < length do
    local n = tonumber(C.write(line, bytes + at, math.min(length - at, 32768)))
    if n > 0 then
      at = at + n
    elseif ffi.errno() == EAGAIN then
      C.ppoll(poll, 1, nil, nil)
    else
      fail("write to the host")
    end
  end
end

local function report()
  local parts = {"report"}
  for key, value in pairs(counts) do parts[#parts + 1] = key .. "=" .. value end
  for name, list in pairs {out = outgoing, ["in"] = incoming} do
    for i, s in ipairs(list) do
      parts[#parts + 1] = ("%s%d=%.0f:%s:%d:%s"):format(
        name, i - 1, s.total, bit.tohex(s.hash), s.error or 0,
        tostring(s.ended and (name == "out" or s.clean or false)))
    end
  end
  return table.concat(parts, " ")
end

local function send_trace(name)
  local t = traces[name]
  local index, way = name:match("^tcp%-(%d+)%-(%a+)$")
  local stream = index and (way == "sent" and outgoing or incoming)[index + 1]
  if stream then t = stream.trace end
  if not t then return say("unknown " .. name .. "\n") end
  say(("trace %s %d\n"):format(name, ((#t.chunks - 1) * CHUNK + t.used) * 4))
  for i, chunk in ipairs(t.chunks) do
    say(ffi.string(chunk, (i == #t.chunks and t.used or CHUNK) * 4))
  end
end

local orders = {}

function orders.clock() return ("clock %.0f"):format(now()) end

function orders.listen(with)
  wanted = tonumber(with.streams)
  if wanted > 0 then must(C.listen(listening, wanted), "listen") end
  return "listening"
end

function orders.connect(with)
  local payload = tonumber(with.payload)
  must(C.connect(data, address(with.peer, DATA_PORT), 16), "connect to " .. with.peer)
  must(C.connect(asking, address(with.peer, PROBE_PORT), 16), "connect to " .. with.peer)
  data_flow = flow(data, traces["udp-sent"], payload)
  probe_flow = flow(asking, traces["probe-sent"], 16)
  for i = 1, wanted do
    local fd = open_socket(STREAM)
    must(C.connect(fd, address(with.peer, STREAM_PORT), 16), "TCP connect to " .. with.peer)
    must(tonumber(C.send(fd, ffi.new("uint8_t[1]", i), 1, 0)), "TCP send")
    outgoing[i] = stream(fd, i)
  end
  return "connected"
end

local function accept_all()
  local id = ffi.new("uint8_t[1]")
  for _ = 1, wanted do
    local fd = must(C.accept(listening, nil, nil), "accept")
    must(tonumber(C.recv(fd, id, 1, 0)) - 1, "TCP receive")
    incoming[id[0]] = stream(fd, id[0])
  end
end

function orders.start(with)
  accept_all()
  epoch = now()
  for f, rate in pairs {[data_flow] = tonumber(with.rate), [probe_flow] = tonumber(with.probe)} do
    f.interval = rate > 0 and 1e6 / rate or math.huge
    f.due = rate > 0 and epoch or math.huge
  end
  local tcp = tonumber(with.tcp)
  for i, s in ipairs(outgoing) do
    s.interval = BLOCK * 1e6 / tcp
    s.due = epoch + i * s.interval / #outgoing
  end
  running = true
  return ("started %.0f"):format(epoch)
end

function orders.stop()
  stopping = true
  stop_time = now()
end

function orders.report() return report() end

function orders.trace(_, name) send_trace(name) end

function orders.quit() os.exit(0) end

local function obey(text)
  local order, rest = text:match("^(%S+) ?(.*)$")
  if not order then return end
  if not orders[order] then return say("unknown " .. order .. "\n") end
  local with = {}
  for key, value in rest:gmatch("(%w+)=(%S+)") do with[key] = value end
  local answer = orders[order](with, rest)
  if answer then say(answer .. "\n") end
end

local input, pending = ffi.new("uint8_t[4096]"), ""

local function listen_to_host()
  local n = tonumber(C.read(line, input, 4096))
  if n == 0 then os.exit(0) end -- the host has hung up
  if n < 0 then return end
  pending = pending .. ffi.string(input, n)
  while true do
    local text, rest = pending:match("^([^\n]*)\n(.*)$")
    if not text then return end
    pending = rest
    obey(text)
  end
end

-- The loop: once a millisecond, and at once when a question or an order arrives.

local function all_ended(time)
  if time - stop_time < LINGER then return false end
  if time - stop_time > PATIENCE then return true end
  for _, s in ipairs(incoming) do if not s.ended then return false end end
  for _, s in ipairs(outgoing) do if not s.ended then return false end end
  return true
end

local function turn(time, even)
  if not stopping then
    send_due(data_flow, time)
    send_due(probe_flow, time)
  end
  while take(data, traces["udp-received"]) == BATCH do end
  while take(asking, traces["probe-received"]) == BATCH do end
  if even then
    for i = 1, #incoming do stream_in(incoming[i], time) end
    for i = 1, #outgoing do stream_out(outgoing[i], time, stopping) end
  end
  if stopping and not quiet and all_ended(time) then
    quiet = true
    say("stopped\n")
  end
end

local TICK = 1000
local polled = ffi.new("struct pollfd[2]", {{fd = line, events = POLLIN}, {fd = answering, events = POLLIN}})
local wait = ffi.new("struct timespec[1]")
local tick, even = 0, false

say("ready\n")
while true do
  local time = now()
  if running and time >= tick then
    turn(time, even)
    even = not even
    tick = math.max(tick + TICK, time + TICK / 2)
    time = now()
  end
  local left = running and math.max(0, tick - time) or 1e6
  wait[0].tv_sec = math.floor(left / 1e6)
  wait[0].tv_nsec = (left % 1e6) * 1000
  if C.ppoll(polled, 2, wait, nil) > 0 then
    if polled[1].revents ~= 0 then echo(answering) end
    if polled[0].revents ~= 0 then
      if bit.band(polled[0].revents, POLLHUP) ~= 0 then os.exit(0) end
      listen_to_host()
    end
  end
end
