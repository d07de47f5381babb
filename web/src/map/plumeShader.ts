/** Shaders of the plume: the strip keeps its least width on screen, the value is looked up per pixel. */

export const VERTEX_SHADER = `#version 300 es
precision highp float;
uniform mat4 u_matrix;
uniform float u_least_half;
in vec2 a_place;
in vec2 a_normal;
in float a_half;
in float a_side;
in float a_index;
out float v_side;
out float v_index;
void main() {
  float half_width = max(a_half, u_least_half);
  vec2 place = a_place - a_normal * half_width * a_side;
  v_side = a_side;
  v_index = a_index;
  gl_Position = u_matrix * vec4(place, 0.0, 1.0);
}`

/** `u_ramp` holds one texel per class; the side runs from the left bank (-1) to the right (1). */
export const FRAGMENT_SHADER = `#version 300 es
precision highp float;
precision highp sampler2D;
uniform sampler2D u_values;
uniform sampler2D u_ramp;
uniform int u_positions;
uniform int u_points;
uniform int u_before;
uniform int u_after;
uniform float u_mix;
uniform float u_reference;
uniform float u_edges[8];
uniform int u_classes;
uniform int u_limit_class;
uniform float u_opacity;
uniform vec3 u_edge_colour;
in float v_side;
in float v_index;
out vec4 colour;

float at(int frame, int point, int position) {
  return texelFetch(u_values, ivec2(clamp(point, 0, u_points - 1), frame * u_positions + position), 0).r;
}

float along(int frame, int position) {
  int point = int(floor(v_index));
  return mix(at(frame, point, position), at(frame, point + 1, position), fract(v_index));
}

float section(int frame) {
  // Positions are the middles of equal strips across the discharge.
  float place = (v_side * 0.5 + 0.5) * float(u_positions) - 0.5;
  place = clamp(place, 0.0, float(u_positions - 1));
  int low = int(floor(place));
  int high = min(low + 1, u_positions - 1);
  return mix(along(frame, low), along(frame, high), fract(place));
}

void main() {
  float value = mix(section(u_before), section(u_after), u_mix) / u_reference;
  int index = -1;
  for (int i = 0; i < 8; i++) {
    if (i < u_classes && value >= u_edges[i]) index = i;
  }
  if (index < 0) discard;
  vec4 c = texelFetch(u_ramp, ivec2(index, 0), 0);
  // Above the limit the banks are drawn in ink: the colour is not the only signal.
  if (u_limit_class >= 0 && index >= u_limit_class && abs(v_side) > 0.82) c.rgb = u_edge_colour;
  float alpha = u_opacity * (index == 0 ? 0.75 : 0.95);
  colour = vec4(c.rgb * alpha, alpha);
}`
