-- Asks tshark for the frames of each filter in a file (FILTERS), all in one run: a tap a filter. Into ANSWERS goes a line a
-- filter: its number, and the numbers of its frames, or "!" and why it is refused; and, with number 0, a line a frame with
-- its protocols.
local out = io.open(os.getenv("ANSWERS"), "w")
local protocols = Field.new("frame.protocols")
local sets = {}
local count = 0
for line in io.lines(os.getenv("FILTERS")) do
  count = count + 1
  local frames = {}
  local there, tap = pcall(Listener.new, "frame", line)
  if there then
    sets[count] = frames
    function tap.packet(pinfo) frames[#frames + 1] = pinfo.number end
  else
    out:write(count, "\t!", (tostring(tap):gsub("[\r\n\t]+", " ")), "\n")
  end
end
local all = Listener.new("frame")
function all.packet(pinfo)
  local value = protocols()
  out:write("0\t", pinfo.number, " ", value and value.value or "", "\n")
end
function all.draw()
  for number = 1, count do
    if sets[number] then out:write(number, "\t", table.concat(sets[number], " "), "\n") end
  end
  out:close()
end
