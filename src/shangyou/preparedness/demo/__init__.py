"""The demo world, 示意数据: the rivers of Chongqing as entered facts, the rest made up and named so."""

from shangyou.preparedness.demo.load import load

__all__ = ["load"]
