"""Whom people are here as: counted together with each answer, and told only where nobody is found.

joint        the counters of one group, inside one ballot
suppression  which groups may be shown, so that no other one can be worked out
compared     what came out in each group, and with every group of equal weight
figure       groups beside each other, as a Plotly figure
"""
